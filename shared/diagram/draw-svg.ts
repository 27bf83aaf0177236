import { escapeXml, FONT } from '../pictures/svg-text.ts'
import { CARDS, type DiagramLayout, type PlacedEdge, type PlacedFrame } from './diagram-layout.ts'
import { drawBox } from './draw-box.ts'
import { LIGHT, rect, text, type DrawingColours } from './drawing-shapes.ts'
import { shapeText } from './layer-row.ts'

/** Room for what the drawing is called, above it. */
const HEADING = 30

export interface DrawingOptions {
  /** Pixels of a unit; the drawing is vectors at any size. */
  readonly scale?: number
  readonly colours?: DrawingColours
  /** What it shows: its heading, and its name for screen readers. */
  readonly title: string
}

/** How large a drawing is at 1:1, with its heading. */
export function drawingSize({ width, height }: DiagramLayout): { readonly width: number; readonly height: number } {
  return { width: Math.ceil(width), height: Math.ceil(height) + HEADING }
}

/**
 * A layout as an SVG file of its own: text, no styles or scripts, so that it shows everywhere, also where a policy forbids
 * inline styles.
 */
export function drawSvg(layout: DiagramLayout, { title, scale = 1, colours = LIGHT }: DrawingOptions): string {
  const { frames, boxes, edges } = layout
  const { width, height } = drawingSize(layout)
  const size = (value: number) => Math.round(value * scale)
  const heading = escapeXml(title)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size(width)}" height="${size(height)}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="12" role="img" aria-label="${heading}">`,
    `<title>${heading}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M 0 1 L 7 4 L 0 7 z" fill="${colours.line}"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="${colours.ground}"/>`,
    text(16, 22, title, `fill="${colours.text}" font-size="14" font-weight="600"`),
    `<g transform="translate(0 ${HEADING})">`,
    ...frames.map((frame) => drawFrame(frame, colours)),
    ...edges.map((edge) => drawEdge(edge, colours)),
    ...boxes.map((box) => drawBox(box, colours)),
    ...edges.map((edge) => drawLabel(edge, colours)),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
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
