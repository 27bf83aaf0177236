import type { OuterNode } from './arrange-outer.ts'

/** A window's usual shape: columns are chosen so that the drawing comes near to it. */
const ASPECT = 1.5
const MOST_COLUMNS = 16

/** A chain cut into columns: Xception's three flows as its paper draws them, others so that the whole fits a window. */
export function fillColumns<Node extends OuterNode>(nodes: readonly Node[], gap: number): readonly (readonly Node[])[] {
  const flows = nodes.map(({ id }) => id.split('/')[0] ?? '')
  if (flows.includes('entry') && flows.includes('exit')) return byFlow(nodes)
  const heightOf = (column: readonly Node[]) => column.reduce((sum, { height, cards }) => sum + height + cards + gap, 0)
  const total = heightOf(nodes)
  let best: readonly (readonly Node[])[] = [nodes]
  let least = Infinity
  for (let count = 1; count <= Math.min(MOST_COLUMNS, nodes.length); count++) {
    const columns = fill(nodes, total / count, gap)
    const width = columns.reduce((sum, column) => sum + Math.max(...column.map((node) => node.width)) + gap, 0)
    const height = Math.max(...columns.map(heightOf))
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

function byFlow<Node extends OuterNode>(nodes: readonly Node[]): Node[][] {
  const columns: Node[][] = [[], [], []]
  let column = 0
  for (const node of nodes) {
    if (node.id.startsWith('middle/')) column = 1
    else if (node.id.startsWith('exit/')) column = 2
    columns[column]?.push(node)
  }
  return columns.filter((each) => each.length > 0)
}
