import type { OuterNode } from './arrange-outer.ts'

/** A window's usual shape: columns are chosen so that the drawing comes near to it. */
const ASPECT = 1.5
const MOST_COLUMNS = 16
/** Flows stand whole beside each other, as papers draw them, up to this height over the width: so much is scrolled. */
const TALLEST = 2

/**
 * A chain cut into columns so that the whole fits a window. Xception's three flows stand in columns of their own, as its
 * paper draws them.
 */
export function fillColumns<Node extends OuterNode>(nodes: readonly Node[], gap: number): readonly (readonly Node[])[] {
  const flows = flowsOf(nodes)
  const heightOf = (column: readonly Node[]) => column.reduce((sum, { height, cards }) => sum + height + cards + gap, 0)
  const sizeOf = (columns: readonly (readonly Node[])[]) => {
    const width = columns.reduce((sum, column) => sum + Math.max(...column.map((node) => node.width)) + gap, 0)
    return { width, height: Math.max(...columns.map(heightOf)) }
  }
  if (flows.length > 1) {
    const { width, height } = sizeOf(flows)
    if (height <= TALLEST * width) return flows
  }
  const total = heightOf(nodes)
  let best: readonly (readonly Node[])[] = [nodes]
  let least = Infinity
  for (let count = 1; count <= Math.min(MOST_COLUMNS, nodes.length); count++) {
    const columns = flows.flatMap((flow) => fill(flow, total / count, gap))
    const { width, height } = sizeOf(columns)
    const distance = Math.abs(Math.log(width / height / ASPECT))
    if (distance < least) [best, least] = [columns, distance]
  }
  return best
}

/** Each column as high as fits, with half of what stands over its end. */
function fill<Node extends OuterNode>(nodes: readonly Node[], limit: number, gap: number): Node[][] {
  const columns: Node[][] = [[]]
  let height = 0
  for (const node of nodes) {
    const own = node.height + node.cards + gap
    if (height > 0 && height + own / 2 > limit) {
      columns.push([])
      height = 0
    }
    columns.at(-1)?.push(node)
    height += own
  }
  return columns
}

/** Xception's entry, middle and exit with what stands before and behind; anything else is one. */
function flowsOf<Node extends OuterNode>(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const beginning = (flow: string) => nodes.findIndex(({ id }) => id.startsWith(`${flow}/`))
  const [entry, middle, exit] = [beginning('entry'), beginning('middle'), beginning('exit')]
  if (entry === -1 || exit === -1) return [nodes]
  const ends = middle === -1 ? [0, exit] : [0, middle, exit]
  return ends.map((begin, index) => nodes.slice(begin, ends[index + 1]))
}
