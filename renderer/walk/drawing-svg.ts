import type { BoxKind } from './drawn-nodes.ts'
import { signOf, type Drawing, type PlacedBox } from './lay-out.ts'
import { escapeXml, svgNumber as n } from '../../shared/pictures/svg-text.ts'

/** The design's light colours: a file knows no tokens. */
const HUES: Readonly<Record<BoxKind, string>> = {
  input: '#596270',
  depthwise: '#0B7A75',
  pointwise: '#B4540A',
  convolution: '#46609B',
  pooling: '#7A4FA3',
  join: '#596270',
  activation: '#596270',
  // It holds convolutions of all kinds.
  module: '#596270',
}
const TEXT = '#1B1F26'
const MUTED = '#596270'
const GAP = 32
const TITLE = 24

export interface TitledDrawing {
  readonly title: string
  readonly drawing: Drawing
}

/** Drawings side by side as an SVG file of its own, on a white ground, with a title over each. */
export function drawingSvg(parts: readonly TitledDrawing[], label: string): string {
  const width = parts.reduce((sum, { drawing, title }) => sum + widthOf(drawing, title), GAP * (parts.length - 1))
  const height = TITLE + Math.max(...parts.map(({ drawing }) => drawing.height))
  let left = 0
  const groups = parts.map(({ title, drawing }) => {
    const own = widthOf(drawing, title)
    const group = [
      `<g transform="translate(${n(left)} 0)">`,
      `<text x="${n(own / 2)}" y="16" font-weight="600" text-anchor="middle" fill="${TEXT}">${escapeXml(title)}</text>`,
      `<g transform="translate(${n((own - drawing.width) / 2)} ${TITLE})">`,
      ...drawing.edges.map(({ path }) => `<path d="${path}" fill="none" stroke="${MUTED}" marker-end="url(#arrow)"/>`),
      ...drawing.boxes.map(box),
      '</g></g>',
    ].join('\n')
    left += own + GAP
    return group
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" aria-label="${escapeXml(label)}" font-family="system-ui, 'Noto Sans', 'Noto Sans KR', sans-serif" font-size="12">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M 0 1 L 7 4 L 0 7 z" fill="${MUTED}"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="#FFFFFF"/>`,
    ...groups,
    '</svg>\n',
  ].join('\n')
}

const widthOf = (drawing: Drawing, title: string) => Math.max(drawing.width, 16 + 7.5 * title.length)

function box({ kind, text, detail, x, y, width, height }: PlacedBox): string {
  const hue = HUES[kind]
  const sign = signOf(kind)
  const middle = x + (sign.length > 0 ? 30 + (width - 30) / 2 : width / 2)
  const lines = [
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${kind === 'activation' ? 10 : 6}" fill="#FFFFFF" stroke="${hue}"/>`,
    ...sign.map(([left, top, side]) => {
      return `<rect x="${n(x + 6 + left)}" y="${n(y + height / 2 - 11 + top)}" width="${side}" height="${side}" fill="${hue}"/>`
    }),
    `<text x="${n(middle)}" y="${n(detail ? y + 17 : y + height / 2 + 4)}" text-anchor="middle" fill="${TEXT}">${escapeXml(text)}</text>`,
  ]
  if (detail) {
    lines.push(
      `<text x="${n(middle)}" y="${n(y + 32)}" text-anchor="middle" font-size="10" fill="${MUTED}">${escapeXml(detail)}</text>`,
    )
  }
  return lines.join('')
}
