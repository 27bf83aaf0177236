import type { Shape } from '../../shared/graph/layer-graph.ts'
import { INPUT_BLOCK, type DiagramBlock, type Flow } from './diagram-blocks.ts'
import type { DiagramRow, RowKind } from './diagram-rows.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedRow extends Box {
  readonly row: DiagramRow
}

export interface PlacedBlock extends Box {
  readonly block: DiagramBlock
  readonly folded: boolean
  /** More than one: equal modules drawn as one with others behind it. */
  readonly repeats: number
  readonly title: string
  readonly rows: readonly PlacedRow[]
  /** Path of the residual connection round the rows, and where its 1x1 convolution stands. */
  readonly arc: { readonly path: string; readonly box: Box | null } | null
}

export interface PlacedEdge {
  readonly path: string
  readonly label: string
  readonly x: number
  readonly y: number
}

export interface PlacedColumn {
  readonly flow: Flow
  readonly x: number
  readonly width: number
  readonly parameters: number
}

export interface DiagramLayout {
  readonly width: number
  readonly height: number
  readonly columns: readonly PlacedColumn[]
  readonly blocks: readonly PlacedBlock[]
  readonly edges: readonly PlacedEdge[]
}

export const COLUMN = { width: 232, gap: 52, title: 36, margin: 16 } as const
const HEADER = 26
const LANE = 50
const GAP = 4
const BETWEEN = 22
const ROW_HEIGHT: Readonly<Record<RowKind, number>> = {
  input: 20,
  convolution: 20,
  separable: 20,
  depthwise: 20,
  pointwise: 20,
  pooling: 20,
  dense: 20,
  dropout: 20,
  activation: 14,
  add: 18,
}
const FLOWS: readonly Flow[] = ['entry', 'middle', 'exit']

export interface DiagramFolding {
  readonly folded: ReadonlySet<string>
  /** The equal modules of the middle flow as one. */
  readonly middleAsOne: boolean
}

export const shapeText = (shape: Shape) => shape.join('×')

/** Places the blocks as in the paper's Fig. 5: three columns, data flowing down each and on to the next. */
export function layoutDiagram(blocks: readonly DiagramBlock[], folding: DiagramFolding): DiagramLayout {
  const placed: PlacedBlock[] = []
  const edges: PlacedEdge[] = []
  const columns: PlacedColumn[] = []
  let previous: { block: PlacedBlock; column: number } | null = null

  const flows = FLOWS.filter((flow) => blocks.some((block) => block.flow === flow))
  for (const [column, flow] of flows.entries()) {
    const own = blocks.filter((block) => block.flow === flow)
    const x = COLUMN.margin + column * (COLUMN.width + COLUMN.gap)
    columns.push({ flow, x, width: COLUMN.width, parameters: own.reduce((sum, block) => sum + block.parameters, 0) })
    const asOne = flow === 'middle' && folding.middleAsOne && own.length > 1
    let y = COLUMN.margin + COLUMN.title
    for (const block of asOne ? own.slice(0, 1) : own) {
      const repeats = asOne ? own.length : 1
      const title = asOne ? `${block.title} – ${own.at(-1)?.title.replace('block', '')}` : block.title
      const next = placeBlock(block, { x, y, title, repeats, folded: folding.folded.has(block.id) })
      if (previous)
        edges.push(previous.column === column ? edgeDown(previous.block, next) : edgeAcross(previous.block, next))
      placed.push(next)
      previous = { block: next, column }
      y = next.y + next.height + (asOne ? 10 : 0) + BETWEEN
    }
  }

  const right = columns.at(-1)
  if (previous) edges.push(edgeOut(previous.block))
  return {
    width: (right ? right.x + right.width : 0) + COLUMN.margin,
    height: Math.max(0, ...placed.map((block) => block.y + block.height)) + BETWEEN + COLUMN.margin,
    columns,
    blocks: placed,
    edges,
  }
}

interface Place {
  readonly x: number
  readonly y: number
  readonly title: string
  readonly repeats: number
  readonly folded: boolean
}

function placeBlock(block: DiagramBlock, { x, y, title, repeats, folded }: Place): PlacedBlock {
  const base = { block, title, repeats, folded, x, y, width: COLUMN.width }
  if (folded || block.id === INPUT_BLOCK) return { ...base, height: HEADER, rows: [], arc: null }
  let at = y + HEADER + GAP
  const rows = block.rows.map((row): PlacedRow => {
    const height = ROW_HEIGHT[row.kind]
    const placed = { row, x: x + LANE, y: at, width: COLUMN.width - LANE - 10, height }
    at += height + GAP
    return placed
  })
  return { ...base, height: at - y + GAP, rows, arc: arcOf(block, x, rows) }
}

/** From above the first row, down the lane at the left, to the add. */
function arcOf(block: DiagramBlock, x: number, rows: readonly PlacedRow[]): PlacedBlock['arc'] {
  const first = rows[0]
  const add = rows.findLast(({ row }) => row.kind === 'add')
  if (!block.shortcut || !first || !add) return null
  const lane = x + LANE / 2
  const top = first.y - GAP / 2
  const end = add.y + add.height / 2
  const middle = first.x + first.width / 2
  const path = `M ${middle} ${top} H ${lane + 6} Q ${lane} ${top} ${lane} ${top + 6} V ${end - 6} Q ${lane} ${end} ${lane + 6} ${end} H ${middle - add.height / 2}`
  const box = block.shortcut.text === null ? null : { x: lane - 21, y: (top + end) / 2 - 10, width: 42, height: 20 }
  return { path, box }
}

const bottom = (block: PlacedBlock) => block.y + block.height + (block.repeats > 1 ? 8 : 0)
const centre = (block: PlacedBlock) => block.x + LANE + (COLUMN.width - LANE - 10) / 2

function edgeDown(from: PlacedBlock, to: PlacedBlock): PlacedEdge {
  const x = centre(from)
  return {
    path: `M ${x} ${bottom(from)} V ${to.y}`,
    label: shapeText(from.block.outputShape),
    x: x + 8,
    y: bottom(from) + BETWEEN / 2,
  }
}

function edgeOut(from: PlacedBlock): PlacedEdge {
  const x = centre(from)
  const end = bottom(from) + BETWEEN
  return {
    path: `M ${x} ${bottom(from)} V ${end}`,
    label: shapeText(from.block.outputShape),
    x: x + 8,
    y: bottom(from) + BETWEEN / 2,
  }
}

function edgeAcross(from: PlacedBlock, to: PlacedBlock): PlacedEdge {
  const low = bottom(from) + BETWEEN / 2
  const high = to.y - 10
  const between = to.x - COLUMN.gap / 2
  const x = centre(from)
  const path = `M ${x} ${bottom(from)} V ${low - 6} Q ${x} ${low} ${x + 6} ${low} H ${between - 6} Q ${between} ${low} ${between} ${low - 6} V ${high + 6} Q ${between} ${high} ${between + 6} ${high} H ${centre(to) - 6} Q ${centre(to)} ${high} ${centre(to)} ${to.y}`
  return { path, label: shapeText(from.block.outputShape), x: x - 8, y: bottom(from) + BETWEEN / 2 + 14 }
}
