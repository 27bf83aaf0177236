import dagre from '@dagrejs/dagre'
import type { DrawnNode } from './drawn-nodes.ts'

export interface PlacedBox extends DrawnNode {
  /** Of the upper left corner. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  /** Paths from box to box, in the drawing's own units. */
  readonly edges: readonly { readonly key: string; readonly path: string }[]
}

const MARGIN = 8
const CHARACTER = 7
/** Korean letters and the like are as wide as high. */
const textWidth = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u1100' ? 12 : CHARACTER), 0)

function sizeOf({ kind, text, detail }: DrawnNode): { width: number; height: number } {
  if (kind === 'activation') return { width: 48, height: 20 }
  const sign = kind === 'depthwise' || kind === 'pointwise' || kind === 'convolution' ? 30 : 0
  return { width: Math.max(64, sign + 20 + Math.max(textWidth(text), 6 * detail.length)), height: detail ? 40 : 26 }
}

/** Places boxes from top to bottom by dagre, so that branches stand side by side. */
export function layOut(nodes: readonly DrawnNode[]): Drawing {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 22, marginx: MARGIN, marginy: MARGIN })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.name, sizeOf(node))
  // Backwards, or dagre puts the first branch to the right.
  for (const node of nodes.toReversed()) for (const input of node.inputs) graph.setEdge(input, node.name)
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const bends = graph.edges().flatMap((edge) => graph.edge(edge).points ?? [])
  return {
    // dagre's own size is that of the boxes: a way round them may reach further.
    width: Math.max(width, ...bends.map(({ x }) => x + MARGIN)),
    height: Math.max(height, ...bends.map(({ y }) => y + MARGIN)),
    boxes: nodes.map((node) => {
      const placed = graph.node(node.name)
      const { x, y } = placed
      return { ...node, ...sizeOf(node), x: x - placed.width / 2, y: y - placed.height / 2 }
    }),
    edges: graph.edges().map((edge) => ({
      key: `${edge.v} ${edge.w}`,
      path: smooth(graph.edge(edge).points ?? []),
    })),
  }
}

type Point = { readonly x: number; readonly y: number }
const at = (value: number) => Math.round(value * 10) / 10
const pair = ({ x, y }: Point) => `${at(x)} ${at(y)}`

/** A curve through the middles between dagre's points, which are its corners. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (!first || !last) return ''
  const inner = rest.slice(0, -1)
  const curves = inner.map((corner, index) => {
    const next = inner[index + 1]
    const end = next ? { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 } : last
    return `Q ${pair(corner)} ${pair(end)}`
  })
  return `M ${pair(first)} ${curves.length > 0 ? curves.join(' ') : `L ${pair(last)}`}`
}

/**
 * The sign of a kind, in a square of 22: a kernel for each channel, a mixing matrix, or one kernel through all channels.
 * `cells` are filled squares `[x, y, side]`.
 */
export function signOf(kind: DrawnNode['kind']): readonly (readonly [x: number, y: number, side: number])[] {
  const grid = (count: number, left: number, top: number, step: number, side: number) =>
    Array.from({ length: count * count }, (_, index) => {
      return [left + (index % count) * step, top + Math.floor(index / count) * step, side] as const
    })
  if (kind === 'depthwise') return [...grid(3, 0, 0, 3, 2.2), ...grid(3, 6.5, 6.5, 3, 2.2), ...grid(3, 13, 13, 3, 2.2)]
  if (kind === 'pointwise') return grid(4, 1, 1, 5.2, 4)
  if (kind === 'convolution') return grid(3, 1, 1, 7, 6)
  return []
}
