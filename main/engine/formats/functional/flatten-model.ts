import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { createFreeNames } from '../free-names.ts'
import { InvalidModel } from '../invalid-model.ts'
import { isOperation } from './layer-config.ts'
import {
  isModelClass,
  readLayerConfig,
  readModelConfig,
  readName,
  type RawLayer,
  type RawModel,
} from './model-schema.ts'
import { countedNames, orderByDepth } from './order-by-depth.ts'
import { statedShape } from './loose-connections.ts'
import { readConnections, readEnd, type Connections } from './read-connections.ts'
import type { FoundLayer } from './gather-spelled.ts'
import { topologicalOrder } from './topological-order.ts'

/** A layer of a model, or of a model inside it, and where files keep its weights. */
export interface FlatLayer extends FoundLayer {
  /** What its own model calls it; `name` is that too, unless another layer has it. */
  readonly ownName: string
  /** The layer of the outermost model that holds it. */
  readonly top: string
  /** Its group in Keras 3's files: `layers/sequential/layers/conv2d_1`. */
  readonly place: string
  /** The models inside the outermost that hold it, by name. */
  readonly models: readonly string[]
}

export interface FlatModel {
  readonly name: string
  /** In topological order; the first is the input. */
  readonly layers: readonly FlatLayer[]
  readonly input: string
  readonly output: string
}

/** No real model nests as deep. */
const DEPTH_LIMIT = 16
const LAYER_LIMIT = 20_000

type Connect = (inboundNodes: unknown, what: string) => Connections

interface Entry extends Connections {
  readonly name: string
  readonly raw: RawLayer
}

interface Scope {
  /** Names of the models around it, the outermost first and left out. */
  readonly models: readonly string[]
  /** Group of the model in Keras 3's files; empty for the outermost. */
  readonly place: string
  readonly top: string | null
  /** What the model reads, by its name in the flat model; null for the outermost, which has an input of its own. */
  readonly input: string | null
}

/**
 * A functional or sequential model as one list of layers: models inside it are unfolded. `connect` reads what a layer
 * reads. Throws `InvalidModel`.
 */
export function flattenModel(value: unknown, what: string, connect: Connect = readConnections): FlatModel {
  const layers: FlatLayer[] = []
  const freeName = createFreeNames()

  function unfold(model: RawModel, scope: Scope, label: string): string {
    const { models } = scope
    if (models.length > DEPTH_LIMIT) throw new InvalidModel(`${label}: models are nested over ${DEPTH_LIMIT} deep`)
    const { entries, input, output } = readEntries(model, label, connect)
    const places = placesOf(model, entries, output, scope.place)
    const flat = new Map<string, string>()
    for (const entry of topologicalOrder(entries)) {
      const inputs = entry.inputs.map((name) => flat.get(name) ?? '')
      const place = places.get(entry.name)
      if (place === undefined) throw new InvalidModel(`${label} has layers that do not lead to its output`)
      const top = scope.top ?? entry.name
      if (entry.name === input && scope.input !== null) {
        flat.set(entry.name, scope.input)
      } else if (isModelClass(entry.raw.class_name)) {
        if (inputs.length !== 1)
          throw new InvalidModel(`the model "${entry.name}" has ${inputs.length} inputs; 1 is read`)
        const inner = readModelConfig(entry.raw, `model "${entry.name}"`)
        const inside = { models: [...models, entry.name], place, top, input: inputs[0] ?? '' }
        flat.set(entry.name, unfold(inner, inside, `model "${entry.name}"`))
      } else {
        const name = freeName(entry.name)
        const { class_name: className } = entry.raw
        const config = readLayerConfig(entry.raw)
        layers.push({ name, className, config, inputs, ...connected(entry), ownName: entry.name, top, place, models })
        if (layers.length > LAYER_LIMIT) throw new InvalidModel(`${what} has over ${LAYER_LIMIT} layers`)
        flat.set(entry.name, name)
      }
    }
    return flat.get(output) ?? ''
  }

  const model = readModelConfig(value, what)
  const output = unfold(model, { models: [], place: '', top: null, input: null }, what)
  const [first] = layers
  if (first?.className !== 'InputLayer') throw new InvalidModel(`${what} does not begin with its input`)
  return { name: model.name, layers, input: first.name, output }
}

function readEntries(model: RawModel, what: string, connect: Connect) {
  if (model.kind === 'functional') {
    const entries = model.layers.map((raw): Entry => {
      const name = readName(raw)
      return { name, raw, ...connect(raw.inbound_nodes, `layer "${name}"`) }
    })
    const input = readEnd(model.input_layers, `${what}: input_layers`)
    const output = readEnd(model.output_layers, `${what}: output_layers`)
    if (!entries.some(({ name }) => name === input)) throw new InvalidModel(`${what} has no layer "${input}"`)
    if (!entries.some(({ name }) => name === output)) throw new InvalidModel(`${what} has no layer "${output}"`)
    return { entries, input, output }
  }
  const layers = model.layers[0]?.class_name === 'InputLayer' ? model.layers : [sequentialInput(model), ...model.layers]
  const names = layers.map(readName)
  const entries = layers.map((raw, index): Entry => {
    const inputs = index === 0 ? [] : [names[index - 1] ?? '']
    return { name: names[index] ?? '', raw, inputs, more: [], shapes: [builtShape(raw)] }
  })
  return { entries, input: names[0] ?? '', output: names.at(-1) ?? '' }
}

const connected = ({ more, shapes }: Connections) => (shapes ? { more, shapes } : { more })

/** What Keras 3 says that a layer was built for. */
function builtShape({ build_config: built }: RawLayer): Shape | null {
  const read = z.object({ input_shape: z.unknown() }).safeParse(built)
  return read.success ? statedShape(read.data.input_shape) : null
}

/** Where a sequential model says its input's shape when it has no input layer. */
const shapedSchema = z.object({ batch_input_shape: z.unknown(), batch_shape: z.unknown() }).partial()

function sequentialInput({
  layers,
  name,
  build_input_shape: built,
}: Extract<RawModel, { kind: 'sequential' }>): RawLayer {
  const first = shapedSchema.safeParse(layers[0]?.config)
  const shape = (first.success ? (first.data.batch_input_shape ?? first.data.batch_shape) : undefined) ?? built
  const config = { name: `${name}_input`, ...(shape === undefined ? {} : { batch_shape: shape }) }
  return {
    class_name: 'InputLayer',
    name: `${name}_input`,
    config,
    inbound_nodes: [],
    module: null,
    build_config: null,
  }
}

/** The group of each layer that leads to the output, as Keras 3 numbers them by class within their model. */
function placesOf(
  { kind }: RawModel,
  entries: readonly Entry[],
  output: string,
  outer: string,
): ReadonlyMap<string, string> {
  const ordered = kind === 'sequential' ? entries : orderByDepth(entries, [output])
  const kept = ordered.filter(({ raw }) => !isOperation(raw.class_name) && !raw.module?.startsWith('keras.src.ops'))
  const groups = countedNames(kept.map(({ raw }) => (raw.class_name === 'Model' ? 'Functional' : raw.class_name)))
  const places = new Map(ordered.map((entry) => [entry.name, '']))
  kept.forEach((entry, index) => places.set(entry.name, `${outer === '' ? '' : `${outer}/`}layers/${groups[index]}`))
  return places
}
