import { Graph, layout } from '@dagrejs/dagre'
import type { Point } from './diagram-layout.ts'

export interface SizedNode {
  readonly id: string
  readonly width: number
  readonly height: number
}

export interface Wire {
  readonly from: string
  readonly to: string
}

export interface Arrangement {
  readonly width: number
  readonly height: number
  /** Upper left corners. */
  readonly places: ReadonlyMap<string, Point>
  /** Of each wire, in the given order: from the lower edge of one node round all others to the upper edge of the other. */
  readonly courses: readonly (readonly Point[])[]
}

const SEPARATION = { nodesep: 18, ranksep: 22, edgesep: 14 } as const

/** Lays nodes out from top to bottom with dagre; deterministic. What is joined stands in the order in which it is joined. */
export function arrange(nodes: readonly SizedNode[], wires: readonly Wire[]): Arrangement {
  const arrangement = dagreArrangement(nodes, wires)
  return isReversed(arrangement, wires) ? mirrored(arrangement, nodes) : arrangement
}

/** Whether more pairs that meet in a node come to it from right to left than from left to right: dagre knows no order. */
function isReversed({ courses }: Arrangement, wires: readonly Wire[]): boolean {
  const arrivals = Map.groupBy(wires.keys(), (index) => wires[index]?.to)
  let turned = 0
  for (const indices of arrivals.values()) {
    const places = indices.map((index) => courses[index]?.at(-2)?.x ?? 0)
    for (const [index, left] of places.entries()) {
      for (const right of places.slice(index + 1)) turned += Math.sign(left - right)
    }
  }
  return turned > 0
}

function mirrored({ width, height, places, courses }: Arrangement, nodes: readonly SizedNode[]): Arrangement {
  const widths = new Map(nodes.map((node) => [node.id, node.width]))
  return {
    ...{ width, height },
    places: new Map([...places].map(([id, { x, y }]) => [id, { x: width - x - (widths.get(id) ?? 0), y }])),
    courses: courses.map((points) => points.map(({ x, y }) => ({ x: width - x, y }))),
  }
}

function dagreArrangement(nodes: readonly SizedNode[], wires: readonly Wire[]): Arrangement {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', ...SEPARATION })
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  for (const [index, { from, to }] of wires.entries()) graph.setEdge(from, to, {}, String(index))
  layout(graph)

  const centres = new Map(nodes.map(({ id }) => [id, centreOf(graph.node(id))]))
  const corner = ({ id, width, height }: SizedNode): Point => {
    const centre = centres.get(id) ?? ORIGIN
    return { x: centre.x - width / 2, y: centre.y - height / 2 }
  }
  const places = new Map(nodes.map((node) => [node.id, corner(node)]))
  const halfHeights = new Map<number, number>()
  for (const { id, height } of nodes) {
    const key = Math.round(centres.get(id)?.y ?? 0)
    halfHeights.set(key, Math.max(halfHeights.get(key) ?? 0, height / 2))
  }
  const sizes = new Map(nodes.map((node) => [node.id, node]))
  const courses = wires.map(({ from, to }, index): Point[] => {
    const between = ((graph.edge(from, to, String(index)) as { points?: Point[] }).points ?? []).slice(1, -1)
    const [start, end] = [centres.get(from) ?? ORIGIN, centres.get(to) ?? ORIGIN]
    return [
      { x: start.x, y: start.y + (sizes.get(from)?.height ?? 0) / 2 },
      ...between.flatMap((point) => upright(point, halfHeights)),
      { x: end.x, y: end.y - (sizes.get(to)?.height ?? 0) / 2 },
    ]
  })
  const all = [...courses.flat().map(({ x }) => x)]
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return { width: Math.max(width, ...all), height, places, courses }
}

const ORIGIN: Point = { x: 0, y: 0 }

function centreOf(node: unknown): Point {
  const { x = 0, y = 0 } = node as Partial<Point>
  return { x, y }
}

/** Beside a rank of boxes a wire goes straight down, or its curve would cut their corners. */
function upright({ x, y }: Point, halfHeights: ReadonlyMap<number, number>): Point[] {
  const half = halfHeights.get(Math.round(y)) ?? 0
  return half === 0
    ? [{ x, y }]
    : [
        { x, y: y - half },
        { x, y: y + half },
      ]
}
