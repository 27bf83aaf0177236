import {
  CARDS,
  type Box,
  type DiagramLayout,
  type PlacedBox,
  type PlacedEdge,
  type PlacedFrame,
  type PlacedRow,
} from './diagram-layout.ts'
import { halfPictures } from './half-pictures.ts'
import { shapeText, type RowHue } from './layer-row.ts'
import { escapeXml, FONT, svgNumber as number } from '../pictures/svg-text.ts'

/** The colours of a drawing that stands alone: those of the window's tokens. */
export interface DrawingColours {
  readonly ground: string
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly faint: string
  readonly depthwise: string
  readonly pointwise: string
  readonly convolution: string
  readonly pooling: string
  readonly dense: string
}

export const LIGHT: DrawingColours = {
  ...{ ground: '#ffffff', surface: '#f6f7f9', text: '#1b1f26', muted: '#596270', line: '#8a919c', faint: '#c9ced6' },
  ...{ depthwise: '#0b7a75', pointwise: '#b4540a', convolution: '#46609b', pooling: '#7a4fa3', dense: '#6b7280' },
}

export interface DrawingOptions {
  /** Pixels of a unit; the drawing is vectors at any size. */
  readonly scale?: number
  readonly colours?: DrawingColours
  /** What it shows, for readers and for screen readers. */
  readonly title: string
}

/**
 * A layout as an SVG file of its own: text, no styles or scripts, so that it shows everywhere, also where a policy forbids
 * inline styles.
 */
export function drawSvg(layout: DiagramLayout, { title, scale = 1, colours = LIGHT }: DrawingOptions): string {
  const { width, height, frames, boxes, edges } = layout
  const size = (value: number) => Math.round(value * scale)
  const heading = escapeXml(title)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size(width)}" height="${size(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" font-family="${FONT}" font-size="12" role="img" aria-label="${heading}">`,
    `<title>${heading}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M 0 1 L 7 4 L 0 7 z" fill="${colours.line}"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="${colours.ground}"/>`,
    ...frames.map((frame) => drawFrame(frame, colours)),
    ...edges.map((edge) => drawEdge(edge, colours)),
    ...boxes.map((box) => drawBox(box, colours)),
    ...edges.map((edge) => drawLabel(edge, colours)),
    '</svg>',
    '',
  ].join('\n')
}

function rect(box: Box, radius: number, paint: string): string {
  const { x, y, width, height } = box
  return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${radius}" ${paint}/>`
}

function text(x: number, y: number, content: string, paint: string): string {
  return `<text x="${number(x)}" y="${number(y)}" ${paint}>${escapeXml(content)}</text>`
}

function drawFrame(frame: PlacedFrame, { surface, faint, text: ink, muted }: DrawingColours): string {
  const { x, y, width, height, title, folded, asOne, repeats, outputShape, layers } = frame
  const paint = `fill="${surface}" stroke="${faint}"`
  const behind = asOne ? [CARDS, CARDS / 2].map((by) => rect({ ...frame, x: x + by, y: y + by }, 6, paint)) : []
  const count = asOne ? ` × ${repeats}` : ''
  const line = folded
    ? [
        text(
          x + 12,
          y + 38,
          `${layers} ${layers === 1 ? 'layer' : 'layers'} · ${shapeText(outputShape)}`,
          `fill="${muted}" font-size="11"`,
        ),
      ]
    : []
  return [
    ...behind,
    rect({ x, y, width, height }, 6, paint),
    text(x + 12, y + 18, `${title}${count}`, `fill="${ink}" font-weight="600"`),
    ...line,
  ].join('')
}

function drawEdge({ path, residual }: PlacedEdge, { line }: DrawingColours): string {
  const paint = residual ? 'stroke-width="2" stroke-dasharray="1 4" stroke-linecap="round"' : 'stroke-width="1"'
  return `<path d="${path}" fill="none" stroke="${line}" ${paint} marker-end="url(#arrow)"/>`
}

function drawLabel({ label }: PlacedEdge, { muted, ground }: DrawingColours): string {
  if (!label) return ''
  const halo = `stroke="${ground}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`
  return text(label.x, label.y, label.text, `fill="${muted}" font-size="11" ${halo}`)
}

function drawBox(box: PlacedBox, colours: DrawingColours): string {
  const rows = box.rows.map((row) => drawRow(row, colours))
  return `<g>${rect(box, 4, `fill="${colours.ground}" stroke="${colours.line}"`)}${rows.join('')}</g>`
}

function drawRow(row: PlacedRow, colours: DrawingColours): string {
  const isLight = row.hue === 'light'
  const y = row.y + (isLight ? 12 : 14)
  const paint = isLight ? `fill="${colours.muted}" font-size="11"` : `fill="${colours.text}"`
  const halves = row.open && row.halves ? halfPictures(row, row.halves) : []
  return [
    ...swatches(row.hue, colours).map((colour, index, all) => {
      const width = 11 / all.length
      return rect(
        { x: row.x + 6 + index * width, y: row.y + 5, width: width - (all.length - 1) / 2, height: 10 },
        1.5,
        `fill="${colour}"`,
      )
    }),
    row.hue === 'join'
      ? text(row.x + row.width / 2, y, row.text, `${paint} text-anchor="middle"`)
      : text(row.x + 24, y, row.text, paint),
    ...halves.map(({ hue, cells, label, x, y: top }) => {
      const own = colours[hue]
      const drawn = cells.map((cell) => rect(cell, 0.5, `fill="${own}" fill-opacity="${cell.strength}"`))
      return `${drawn.join('')}${text(x, top, label, `fill="${own}" font-size="11"`)}`
    }),
  ].join('')
}

function swatches(hue: RowHue, colours: DrawingColours): readonly string[] {
  switch (hue) {
    case 'separable':
      return [colours.depthwise, colours.pointwise]
    case 'depthwise':
    case 'pointwise':
    case 'convolution':
    case 'pooling':
    case 'dense':
      return [colours[hue]]
    case 'unknown':
      return [colours.faint]
    case 'input':
    case 'join':
    case 'light':
      return []
  }
}
