import { fillColumns } from './fill-columns.ts'
import type { PlacedEdge, Point } from './diagram-layout.ts'
import { boundsOf, smoothPath, squarePath } from './edge-path.ts'
import { labelAt } from './layout-module.ts'
import { arrange } from './run-dagre.ts'

/** A module or a loose layer as a block with a place where data comes in at the top and one where it leaves below. */
export interface OuterNode {
  readonly id: string
  readonly width: number
  readonly height: number
  /** From its left side. */
  readonly entry: number
  readonly exit: number
  /** Room below for the cards of those that it stands for. */
  readonly cards: number
}

export interface OuterWire {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
}

export interface OuterArrangement {
  readonly width: number
  readonly height: number
  readonly corners: ReadonlyMap<string, Point>
  readonly edges: readonly PlacedEdge[]
}

const MARGIN = 16
const GAP = 24
const BETWEEN_COLUMNS = 40

/** A chain of modules in columns, as papers draw it; anything else from top to bottom. */
export function arrangeOuter(nodes: readonly OuterNode[], wires: readonly OuterWire[]): OuterArrangement {
  return isChain(nodes, wires) ? inColumns(nodes, wires) : downwards(nodes, wires)
}

function isChain(nodes: readonly OuterNode[], wires: readonly OuterWire[]): boolean {
  const next = new Map(nodes.map(({ id }, index) => [id, nodes[index + 1]?.id]))
  return wires.length === nodes.length - 1 && wires.every(({ from, to }) => next.get(from) === to)
}

function inColumns(nodes: readonly OuterNode[], wires: readonly OuterWire[]): OuterArrangement {
  const corners = new Map<string, Point>()
  const columnOf = new Map<string, number>()
  let x = MARGIN
  let lowest = 0
  const columns = fillColumns(nodes, GAP)
  for (const [index, column] of columns.entries()) {
    const left = Math.max(...column.map(({ entry }) => entry))
    const right = Math.max(...column.map(({ width, entry }) => width - entry))
    let y = MARGIN
    for (const node of column) {
      corners.set(node.id, { x: x + left - node.entry, y })
      columnOf.set(node.id, index)
      y += node.height + node.cards + GAP
    }
    lowest = Math.max(lowest, y - GAP)
    x += left + right + BETWEEN_COLUMNS
  }

  const byId = new Map(nodes.map((node) => [node.id, node]))
  const edges = wires.flatMap((wire): PlacedEdge[] => {
    const [from, to] = [byId.get(wire.from), byId.get(wire.to)]
    const [fromCorner, toCorner] = [corners.get(wire.from), corners.get(wire.to)]
    if (!from || !to || !fromCorner || !toCorner) return []
    const start = { x: fromCorner.x + from.exit, y: fromCorner.y + from.height + from.cards }
    const end = { x: toCorner.x + to.entry, y: toCorner.y }
    const across = columnOf.get(wire.from) !== columnOf.get(wire.to)
    const between = columnLeft(columns, columnOf.get(wire.to) ?? 0, corners) - BETWEEN_COLUMNS / 2
    const points = across
      ? [
          start,
          { x: start.x, y: start.y + GAP / 2 },
          { x: between, y: start.y + GAP / 2 },
          { x: between, y: end.y - GAP / 2 + 3 },
          { x: end.x, y: end.y - GAP / 2 + 3 },
          end,
        ]
      : [start, end]
    return [edgeOf(wire, points, across ? squarePath(points) : smoothPath(points))]
  })
  return { width: x - BETWEEN_COLUMNS + MARGIN, height: lowest + GAP + MARGIN, corners, edges }
}

function columnLeft(columns: readonly (readonly OuterNode[])[], index: number, corners: ReadonlyMap<string, Point>) {
  return Math.min(...(columns[index] ?? []).map(({ id }) => corners.get(id)?.x ?? 0))
}

function edgeOf({ id, from, to, text }: OuterWire, points: readonly Point[], path: string): PlacedEdge {
  return { id, from, to, path, bounds: boundsOf(points), residual: false, label: labelAt(points, text) }
}

function downwards(nodes: readonly OuterNode[], wires: readonly OuterWire[]): OuterArrangement {
  const sized = nodes.map(({ id, width, height, cards }) => ({ id, width, height: height + cards }))
  const { width, height, places, courses } = arrange(sized, wires)
  const shift = ({ x, y }: Point) => ({ x: x + MARGIN, y: y + MARGIN })
  const corners = new Map([...places].map(([id, corner]) => [id, shift(corner)]))
  const told = new Set<string>()
  const edges = wires.map((wire, index) => {
    const points = (courses[index] ?? []).map(shift)
    const edge = edgeOf(wire, points, smoothPath(points))
    const isFirst = !told.has(wire.from)
    told.add(wire.from)
    return isFirst ? edge : { ...edge, label: null }
  })
  return { width: width + 2 * MARGIN, height: height + 2 * MARGIN, corners, edges }
}
