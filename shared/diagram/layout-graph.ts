import type { AnyGraph } from '../graph/any-graph.ts'
import { countKnown, type AnyCost } from '../graph/count-known.ts'
import { arrangeOuter, type OuterNode, type OuterWire } from './arrange-outer.ts'
import { CARDS, UNFOLDED, type DiagramLayout, type Folding, type PlacedBox, type PlacedEdge } from './diagram-layout.ts'
import { sumCosts } from './sum-costs.ts'
import { gatherRuns, type Run } from './group-repeats.ts'
import { layoutModule, placeBox, type ModuleLayout } from './layout-module.ts'
import { shapeText } from './layer-row.ts'
import { moveBox, moveEdge } from './move.ts'
import { consumersOf, outline } from './outline.ts'
import { sizeBox, type Shapes } from './place-rows.ts'

const HEAD = 26
/** Below the head of a folded module: a line with its shape and size. */
const FOLD_LINE = 20
const PADDING = 12
const LEAST_WIDTH = 196

interface Outer extends OuterNode {
  readonly run: Run
  /** Null where it is folded, and for layers outside of modules. */
  readonly inside: ModuleLayout | null
}

/**
 * Where everything of a network stands: modules as frames, folded or with their layers inside, equal ones as one with a
 * count. Deterministic and without measuring text: the same in a worker, in the terminal and in a test.
 */
export function layoutGraph(
  graph: AnyGraph,
  folding: Folding = UNFOLDED,
  cost: AnyCost = countKnown(graph),
): DiagramLayout {
  const shapes = shapesOf(graph, cost)
  const open = new Set(folding.open)
  const folded = new Set(folding.folded)
  const read = layersRead(graph)
  const runs = gatherRuns(outline(graph, cost), new Set(folding.apart))

  const outers = runs.map((run): Outer => {
    const { first } = run
    const isFolded = folded.has(first.id)
    if (!first.isModule) {
      const [box] = first.boxes
      const size = box ? sizeBox(box, shapes, open) : { width: 0, height: 0 }
      return { ...outer(first.id, size.width, size.height, size.width / 2, size.width / 2), run, inside: null }
    }
    const least = headWidth(run)
    if (isFolded) return { ...outer(first.id, least, HEAD + FOLD_LINE), run, inside: null, cards: cards(run) }
    const inside = layoutModule(first, shapes, open, read)
    const width = Math.max(least, inside.width + 2 * PADDING)
    const left = (width - inside.width) / 2
    const sized = outer(first.id, width, HEAD + inside.height, left + inside.entry.x, left + inside.exit.x)
    return { ...sized, run, inside, cards: cards(run) }
  })

  const { width, height, corners, edges } = arrangeOuter(outers, outerWires(graph, runs, shapes))
  const boxes: PlacedBox[] = []
  const inner: PlacedEdge[] = []
  const frames = outers.flatMap((each) => {
    const { id, run, inside } = each
    const corner = corners.get(id) ?? { x: 0, y: 0 }
    const by = { x: corner.x + (each.width - (inside?.width ?? 0)) / 2, y: corner.y + HEAD }
    boxes.push(...(inside?.boxes.map((box) => moveBox(box, by)) ?? []))
    inner.push(...(inside?.edges.map((edge) => moveEdge(edge, by)) ?? []))
    const [loose] = run.first.isModule ? [] : run.first.boxes
    if (loose) boxes.push(placeBox(sizeBox(loose, shapes, open), corner, null))
    if (!run.first.isModule) return []
    return [frameOf(each, corner, folded.has(id))]
  })
  return { width, height, frames, boxes, edges: [...edges, ...inner] }
}

/** Room for the fold mark, the title, a count where there is one, and a cost. */
function headWidth(run: Run): number {
  return Math.max(LEAST_WIDTH, 34 + 7 * titleOf(run).length + (run.equal > 1 ? 42 : 0) + 56)
}

const cards = ({ members }: Run) => (members.length > 1 ? CARDS : 0)

function outer(id: string, width: number, height: number, entry = width / 2, exit = width / 2) {
  return { id, width, height, entry, exit, cards: 0 }
}

function frameOf({ id, run, width, height }: Outer, corner: { x: number; y: number }, folded: boolean) {
  const { first, members, equal } = run
  const title = titleOf(run)
  const { inputShape, outputShape, layers } = first
  return {
    ...{ id, ...corner, width, height, title, folded, inputShape, outputShape, layers: layers.length },
    ...sumCosts(layers),
    members: members.map((member) => member.id),
    repeats: equal,
    asOne: members.length > 1,
  }
}

function titleOf({ first, members }: Run): string {
  const last = members.at(-1) ?? first
  return members.length > 1 ? `${nameOf(first.id)} – ${nameOf(last.id)}` : nameOf(first.id)
}

const nameOf = (block: string) => block.split('/').at(-1) ?? block

function shapesOf(graph: AnyGraph, cost: AnyCost): Shapes {
  const outputs = new Map(cost.layers.map(({ name, outputShape }) => [name, outputShape]))
  return {
    input: ({ inputs: [first] }) => (first === undefined ? graph.inputShape : (outputs.get(first) ?? null)),
    output: ({ name }) => outputs.get(name) ?? null,
  }
}

/** Layers that some other module reads, or that the network ends in. */
function layersRead(graph: AnyGraph): ReadonlySet<string> {
  const consumers = consumersOf(graph)
  const ends = graph.nodes.filter(
    ({ name, block }) =>
      graph.outputs.includes(name) || consumers.get(name)?.some((reader) => !sameModule(reader.block, block)),
  )
  return new Set(ends.map(({ name }) => name))
}

const moduleName = (block: string) => block.split('/').slice(0, 2).join('/')
const sameModule = (a: string, b: string) => moduleName(a) === moduleName(b)

function outerWires(graph: AnyGraph, runs: readonly Run[], shapes: Shapes): OuterWire[] {
  const owner = new Map(
    runs.flatMap(({ first, members }) =>
      members.flatMap((member) => member.nodes.map(({ name }) => [name, first.id] as const)),
    ),
  )
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]))
  const wires = new Map<string, OuterWire>()
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const [from, to] = [owner.get(input) ?? '', owner.get(node.name) ?? '']
      const source = nodes.get(input)
      if (from === to || !source) continue
      const key = `${from} ${to} ${input}`
      if (!wires.has(key)) wires.set(key, { id: key, from, to, text: shapeText(shapes.output(source)) })
    }
  }
  return [...wires.values()]
}
