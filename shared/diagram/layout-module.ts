import { SHORTCUT } from '../graph/blocks.ts'
import type { AnyNode } from '../graph/any-graph.ts'
import type { PlacedBox, PlacedEdge, Point } from './diagram-layout.ts'
import { boundsOf, smoothPath } from './edge-path.ts'
import type { OutlineItem } from './outline.ts'
import { shapeText } from './layer-row.ts'
import { sizeBox, type Shapes, type SizedBox } from './place-rows.ts'
import { arrange, type Wire } from './run-dagre.ts'

/** The inside of a module, placed from its upper left corner; data comes in at `entry` and leaves at `exit`. */
export interface ModuleLayout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly edges: readonly PlacedEdge[]
  readonly entry: Point
  readonly exit: Point
}

/** Stand for what a module reads and for who reads it. */
const ENTRY = '\0entry'
const EXIT = '\0exit'

/** Lays out the boxes of a module; `read` are its layers that others read, or that the network ends in. */
export function layoutModule(
  item: OutlineItem,
  shapes: Shapes,
  open: ReadonlySet<string>,
  read: ReadonlySet<string>,
): ModuleLayout {
  const sized = item.boxes.map((box) => sizeBox(box, shapes, open))
  const boxOf = new Map(item.boxes.flatMap(({ id, nodes }) => nodes.map((node) => [node.name, id] as const)))
  const wires = wiresOf(item, boxOf, read)
  const ports = [ENTRY, EXIT].map((id) => ({ id, width: 1, height: 0 }))
  const { width, height, places, courses } = arrange([...ports, ...sized], wires)

  const edges = wires.map((wire, index): PlacedEdge => {
    const points = courses[index] ?? []
    const { from, to, source, residual } = wire
    const label = source && isFirstFrom(wires, index) ? labelAt(points, shapeText(shapes.output(source))) : null
    const id = `${item.id} ${from === ENTRY ? '' : from} ${to === EXIT ? '' : to} ${wire.input}`
    const end = (port: string) => (port === ENTRY || port === EXIT ? item.id : port)
    return { id, from: end(from), to: end(to), path: smoothPath(points), bounds: boundsOf(points), residual, label }
  })
  const at = (id: string) => places.get(id) ?? { x: width / 2, y: 0 }
  return {
    width,
    height,
    boxes: sized.map((box) => placeBox(box, at(box.id), item.id)),
    edges,
    entry: at(ENTRY),
    exit: { x: at(EXIT).x, y: height },
  }
}

export function placeBox(box: SizedBox, corner: Point, frame: string | null): PlacedBox {
  const rows = box.rows.map((row) => ({ ...row, x: corner.x, y: corner.y + row.y, width: box.width }))
  return { id: box.id, frame, ...corner, width: box.width, height: box.height, rows }
}

interface ModuleWire extends Wire {
  /** The layer whose output it carries; null for what comes from outside. */
  readonly source: AnyNode | null
  readonly input: string
  readonly residual: boolean
}

function wiresOf(item: OutlineItem, boxOf: ReadonlyMap<string, string>, read: ReadonlySet<string>): ModuleWire[] {
  const nodes = new Map(item.nodes.map((node) => [node.name, node]))
  const inner = item.nodes.flatMap((node) =>
    node.inputs
      .filter((input) => boxOf.get(input) !== boxOf.get(node.name))
      .map((input): ModuleWire => {
        const from = boxOf.get(input) ?? ENTRY
        const source = nodes.get(input) ?? null
        return { from, to: boxOf.get(node.name) ?? '', source, input, residual: isResidual(source, node) }
      })
      // Whatever the file's order: the way round a module stands on the right of it.
      .toSorted((a, b) => Number(a.residual) - Number(b.residual)),
  )
  const last = item.nodes.filter(({ name }) => read.has(name))
  const out = last.map((node): ModuleWire => ({
    from: boxOf.get(node.name) ?? '',
    to: EXIT,
    source: null,
    input: node.name,
    residual: false,
  }))
  return [...inner, ...out]
}

const isAdd = (node: AnyNode) => node.kind === 'add' || node.kind === 'scaledAdd'
const inShortcut = (node: AnyNode | null) => node !== null && node.block.endsWith(`/${SHORTCUT}`)

/** An identity from the module's input to its sum, and what leads through a shortcut's own layers. */
function isResidual(source: AnyNode | null, target: AnyNode): boolean {
  return (isAdd(target) && (source === null || inShortcut(source))) || (source === null && inShortcut(target))
}

const isFirstFrom = (wires: readonly Wire[], index: number) =>
  wires.findIndex(({ from }) => from === wires[index]?.from) === index

/** To the right of where an edge begins. */
export function labelAt(points: readonly Point[], text: string): PlacedEdge['label'] {
  const [start] = points
  return start ? { x: start.x + 5, y: start.y + 13, text } : null
}
