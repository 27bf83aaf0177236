import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'
import { isModelClass, readName, type RawLayer, type RawModel } from './model-schema.ts'
import { isKeras3Call, readConnections, readModelCall, type Connections, type Source } from './read-connections.ts'
import { readEnds, type Ends } from './read-ends.ts'
import { statedShape } from './stated-shape.ts'

/** One call of a layer, or of a model inside a model. */
export interface Call extends Omit<Connections, 'sources'> {
  /** The layer's name; of its second call `name (call 2)`. No two are the same within a model. */
  readonly name: string
  readonly layer: string
  /** From 0. */
  readonly index: number
  readonly raw: RawLayer
  /** Names of the calls whose outputs it reads, and which of their outputs. */
  readonly inputs: readonly string[]
  readonly outputs: readonly number[]
}

/** An input or output of a model: a call, and which of its outputs. */
export interface End {
  readonly call: string
  readonly output: number
}

export interface ModelCalls {
  readonly calls: readonly Call[]
  readonly inputs: readonly End[]
  /** What the inputs are called from outside. */
  readonly inputNames: readonly string[]
  readonly outputs: readonly End[]
}

/** Calls of one model; more than any network has. */
const MOST_CALLS = 20_000

/** All calls of a model's layers, and which of them it begins and ends with. Throws `InvalidModel`, naming the layer. */
export function readCalls(model: RawModel, what: string): ModelCalls {
  return model.kind === 'functional' ? functionalCalls(model, what) : sequentialCalls(model)
}

const callName = (layer: string, index: number) => (index === 0 ? layer : `${layer} (call ${index + 1})`)
const nodesSchema = z.array(z.unknown())

function functionalCalls(model: Extract<RawModel, { kind: 'functional' }>, what: string): ModelCalls {
  let total = 0
  const layers = model.layers.map((raw) => {
    const name = readName(raw)
    const nodes = checkValue(raw.inbound_nodes ?? [], nodesSchema, `layer "${name}": inbound_nodes`)
    total += Math.max(1, nodes.length)
    if (total > MOST_CALLS) throw new InvalidModel(`layer "${name}" is called ${nodes.length} times; that is too many`)
    return { name, raw, nodes: nodes.length === 0 ? [null] : nodes }
  })
  const made = new Map(layers.map(({ name, raw, nodes }) => [name, { raw, calls: nodes.length }]))
  if (made.size < layers.length) throw new InvalidModel('a layer name stands twice')
  /** `first` is the number of the first call of a functional model, or of a sequential one. */
  const resolve = (source: Source, first: Readonly<Record<'functional' | 'sequential', number>>, reader: string) => {
    const found = made.get(source.layer)
    if (!found) throw new InvalidModel(`${reader} reads "${source.layer}", which is not there`)
    const { class_name: className } = found.raw
    const offset = !isModelClass(className) ? 0 : className === 'Sequential' ? first.sequential : first.functional
    // Where there is one call, older writers' counting doesn't matter.
    const index = found.calls === 1 && source.call <= 1 ? 0 : source.call - offset
    if (index >= 0 && index < found.calls) return callName(source.layer, index)
    const times = found.calls === 1 ? 'once' : `${found.calls} times`
    throw new InvalidModel(`${reader} reads call ${index + 1} of "${source.layer}", which is called ${times}`)
  }
  const calls = layers.flatMap(({ name, raw, nodes }) =>
    nodes.map((node, index): Call => {
      const reader = `layer "${name}"`
      const { sources, ...read } = (isModelClass(raw.class_name) ? readModelCall : readConnections)(node, reader)
      const first = isKeras3Call(node) ? KERAS3_CALLS : KERAS2
      const inputs = sources.map((source) => resolve(source, first, reader))
      const outputs = sources.map(({ output }) => output)
      return { name: callName(name, index), layer: name, index, raw, inputs, outputs, ...read }
    }),
  )
  const ends = model.layers.some(({ inbound_nodes: nodes }) => Array.isArray(nodes) && nodes.some(isKeras3Call))
    ? KERAS3_ENDS
    : KERAS2
  const endsOf = ({ sources }: Ends, which: string) =>
    sources.map((source) => ({ call: resolve(source, ends, `${what}: ${which}`), output: source.output }))
  const inputs = readEnds(model.input_layers, `${what}: input_layers`)
  return {
    calls,
    inputs: endsOf(inputs, 'input_layers'),
    inputNames: inputs.names ?? inputs.sources.map(({ layer }) => layer),
    outputs: endsOf(readEnds(model.output_layers, `${what}: output_layers`), 'output_layers'),
  }
}

/**
 * A model is called once when it is made. Keras 2 and tfjs count that, so that the first call in another model is 1;
 * Keras 3 counts it in `output_layers` alone, and not for sequential models.
 */
const KERAS2 = { functional: 1, sequential: 1 }
const KERAS3_CALLS = { functional: 0, sequential: 0 }
const KERAS3_ENDS = { functional: 1, sequential: 0 }

function sequentialCalls(model: Extract<RawModel, { kind: 'sequential' }>): ModelCalls {
  const layers = model.layers[0]?.class_name === 'InputLayer' ? model.layers : [sequentialInput(model), ...model.layers]
  const names = layers.map(readName)
  const calls = layers.map((raw, index): Call => {
    const name = names[index] ?? ''
    const before = names.slice(Math.max(0, index - 1), index)
    const shapes = before.map(() => builtShape(raw))
    return {
      name,
      layer: name,
      index: 0,
      raw,
      inputs: before,
      outputs: before.map(() => 0),
      names: null,
      more: [],
      shapes,
    }
  })
  const [first = ''] = names
  const ends = { inputs: [{ call: first, output: 0 }], outputs: [{ call: names.at(-1) ?? '', output: 0 }] }
  return { calls, inputNames: [first], ...ends }
}

const builtSchema = z.object({ input_shape: z.unknown() })

/** What Keras 3 says that a layer was built for. */
function builtShape({ build_config: built }: RawLayer): Shape | null {
  const read = builtSchema.safeParse(built)
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
  const raw = { class_name: 'InputLayer', name: `${name}_input`, config, inbound_nodes: [] }
  return { ...raw, module: null, build_config: null }
}
