import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { LayerNode, NodeOf, Shape } from '../../../../shared/graph/layer-graph.ts'
import type { KerasLayer } from './keras-layers.ts'
import { spellLocalResponse, spellScaledAdd, spellSlice } from './spelled-layers.ts'

/** A layer of a configuration before it is known what it is. */
export interface FoundLayer {
  readonly name: string
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[]
  /** Numbers that an operation takes beside them. */
  readonly more: readonly number[]
}

type Find = (name: string) => FoundLayer | undefined
interface Candidate {
  readonly node: LayerNode
  readonly spelled: readonly KerasLayer[]
}

/**
 * Finds nodes that were said in several layers, by the names of their parts. Each is said again and must come out just
 * as the file has it, and nothing else may read its parts; otherwise its layers stay what they are.
 */
export function gatherSpelled(layers: readonly FoundLayer[]): {
  /** By the name of the last layer, which is the node's. */
  readonly nodes: ReadonlyMap<string, LayerNode>
  /** Names of the layers before the last. */
  readonly parts: ReadonlySet<string>
} {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const find: Find = (name) => byName.get(name)
  const readers = Map.groupBy(
    layers.flatMap(({ name, inputs }) => inputs.map((input) => ({ name, input }))),
    ({ input }) => input,
  )
  const nodes = new Map<string, LayerNode>()
  const parts = new Set<string>()
  for (const layer of layers) {
    const candidate = guess(layer, find)
    if (!candidate) continue
    const names = candidate.spelled.map(({ name }) => name)
    const own = names.slice(0, -1)
    const readInside = own.every((name) => readers.get(name)?.every((reader) => names.includes(reader.name)))
    if (!readInside || !candidate.spelled.every((part) => isSaid(part, find(part.name)))) continue
    nodes.set(layer.name, candidate.node)
    for (const name of own) parts.add(name)
  }
  return { nodes, parts }
}

/** Keras adds names, types and data formats to a configuration; what was written must stand in it. */
function isSaid({ className, config, inputs, more }: KerasLayer, found: FoundLayer | undefined): boolean {
  return (
    found?.className === className &&
    isDeepStrictEqual(found.inputs, inputs) &&
    isDeepStrictEqual(found.more, more) &&
    Object.entries(config).every(([key, value]) => isDeepStrictEqual(found.config[key], value))
  )
}

function guess(layer: FoundLayer, find: Find): Candidate | null {
  if (layer.className === 'Reshape') return guessSlice(layer, find)
  if (layer.className === 'Add') return guessScaledAdd(layer, find)
  return layer.className === 'Multiply' ? guessLocalResponse(layer, find) : null
}

const size = z.int().min(0).max(1_000_000)
const cropSchema = z.object({ cropping: z.tuple([z.unknown(), z.tuple([size, size])]) })
const mapSchema = z.object({ target_shape: z.tuple([size, size, size]) })
const scaleSchema = z.object({ scale: z.number(), offset: z.number() })
const padSchema = z.object({ padding: z.tuple([z.unknown(), z.tuple([size, size])]) })

function guessSlice(last: FoundLayer, find: Find): Candidate | null {
  const rows = find(`${last.name}_rows`)
  const crop = cropSchema.safeParse(find(`${last.name}_crop`)?.config)
  const map = mapSchema.safeParse(last.config)
  const whole = mapSchema.safeParse(rows?.config)
  if (!rows || !crop.success || !map.success || !whole.success) return null
  const [height, width, kept] = map.data.target_shape
  const attributes = { start: crop.data.cropping[1][0], size: kept }
  const node: NodeOf<'slice'> = { name: last.name, kind: 'slice', attributes, inputs: rows.inputs, block: '' }
  const shape: Shape = [height, width, whole.data.target_shape[1]]
  return { node, spelled: spellSlice(node, shape) }
}

function guessScaledAdd(last: FoundLayer, find: Find): Candidate | null {
  const scaled = find(`${last.name}_scaled`)
  const config = scaleSchema.safeParse(scaled?.config)
  if (!scaled || !config.success) return null
  const inputs = [last.inputs[0] ?? '', scaled.inputs[0] ?? '']
  const attributes = { scale: config.data.scale }
  const node: NodeOf<'scaledAdd'> = { name: last.name, kind: 'scaledAdd', attributes, inputs, block: '' }
  return { node, spelled: spellScaledAdd(node, []) }
}

function guessLocalResponse(last: FoundLayer, find: Find): Candidate | null {
  const part = (suffix: string) => find(`${last.name}_${suffix}`)
  const alpha = scaleSchema.safeParse(part('alpha')?.config)
  const sum = scaleSchema.safeParse(part('sum')?.config)
  const pad = padSchema.safeParse(part('pad')?.config)
  const map = mapSchema.safeParse(part('map')?.config)
  const beta = part('power')?.more[0]
  if (!alpha.success || !sum.success || !pad.success || !map.success || beta === undefined) return null
  const attributes = {
    depthRadius: pad.data.padding[1][0],
    bias: sum.data.offset,
    alpha: alpha.data.scale,
    beta: -beta,
  }
  const kind = 'localResponseNormalization'
  const node: NodeOf<typeof kind> = { name: last.name, kind, attributes, inputs: last.inputs.slice(0, 1), block: '' }
  return { node, spelled: spellLocalResponse(node, map.data.target_shape) }
}
