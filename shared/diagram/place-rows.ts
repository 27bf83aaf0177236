import type { AnyNode } from '../graph/any-graph.ts'
import type { Shape } from '../graph/layer-graph.ts'
import type { Halves, PlacedRow } from './diagram-layout.ts'
import type { LayerBox } from './gather-boxes.ts'
import { lookOf, type RowHue } from './layer-row.ts'

export const ROW_HEIGHT = 20
const LIGHT_HEIGHT = 16
/** Of an open separable convolution: its line and the pictures of its two halves. */
export const HALF_HEIGHT = 46
const OPEN_WIDTH = 244
const LEAST_WIDTH = 104
/** About as wide as a letter is at 12 px. */
const LETTER = 7
const MARGINS = 34
/** Of the mark that opens a separable convolution. */
const CHEVRON = 14

/** A box's size and its rows, placed from its upper left corner. */
export interface SizedBox {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly rows: readonly PlacedRow[]
}

export interface Shapes {
  input(node: AnyNode): Shape | null
  output(node: AnyNode): Shape | null
}

export function sizeBox(box: LayerBox, shapes: Shapes, open: ReadonlySet<string>): SizedBox {
  const looks = box.nodes.map((node) => ({ node, ...lookOf(node) }))
  const widths = looks.map(({ node, text, hue }) =>
    hue === 'separable' && open.has(node.name)
      ? OPEN_WIDTH
      : Math.ceil(text.length * LETTER) + MARGINS + (hue === 'separable' ? CHEVRON : 0),
  )
  const width = Math.max(LEAST_WIDTH, ...widths)
  let y = 0
  const rows = looks.map(({ node, hue, text }): PlacedRow => {
    const isOpen = hue === 'separable' && open.has(node.name)
    const height = isOpen ? ROW_HEIGHT + 2 * HALF_HEIGHT : heightOf(hue)
    const row = { layer: node.name, hue, text, x: 0, y, width, height, open: isOpen }
    y += height
    return { ...row, outputShape: shapes.output(node), halves: halvesOf(node, shapes) }
  })
  return { id: box.id, width, height: y, rows }
}

const heightOf = (hue: RowHue) => (hue === 'light' ? LIGHT_HEIGHT : ROW_HEIGHT)

function halvesOf(node: AnyNode, shapes: Shapes): Halves | null {
  if (node.kind !== 'separableConv2d') return null
  const { kernelSize, filters } = node.attributes
  return { kernel: kernelSize, channels: shapes.input(node)?.at(-1) ?? 0, filters }
}
