/** The font of drawings that stand alone. */
export const FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans KR', sans-serif"

/** Text as it may stand in an SVG file. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** A length or a place in an SVG file: a tenth of a pixel is enough. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A drawing of a size in pixels. */
export interface Drawing {
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** A file of parts on white, named by its title. No styles or scripts, so that it shows everywhere. */
export function svgFile(title: string, width: number, height: number, parts: readonly string[]): Drawing {
  const name = escapeXml(title)
  const [w, h] = [Math.ceil(width), Math.ceil(height)]
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${FONT}" font-size="12" role="img" aria-label="${name}">`
  const ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
  return { svg: [head, `<title>${name}</title>`, ground, ...parts, '</svg>', ''].join('\n'), width: w, height: h }
}
