import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { createFreeNames } from '../free-names.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { FoundLayer } from './gather-spelled.ts'
import { bindInputs } from './bind-inputs.ts'
import { isModelClass, readLayerConfig } from './model-schema.ts'
import { createCallNames } from './name-calls.ts'
import { createModelParser } from './parse-model.ts'
import type { Call } from './read-calls.ts'

/** One call of a layer of a model, or of a model inside it, and where files keep its weights. */
export interface FlatLayer extends FoundLayer {
  /** Which output of each input it reads, from 0. */
  readonly outputs: readonly number[]
  /** Shapes of what it reads, where the file says them. */
  readonly shapes: readonly (Shape | null)[]
  /** What its own model calls it; `name` is that too, unless another layer has it, or another call. */
  readonly ownName: string
  /** The first call of the same layer, whose weights this one uses; null for that itself. */
  readonly weightsOf: string | null
  /** The layer of the outermost model that holds it. */
  readonly top: string
  /** Its group in Keras 3's files: `layers/sequential/layers/conv2d_1`. */
  readonly place: string
  /** The models inside the outermost that hold it, by name; a model's second call is `name_call2`. */
  readonly models: readonly string[]
}

export interface FlatModel {
  readonly name: string
  /** In topological order; the first is the first input. */
  readonly layers: readonly FlatLayer[]
  readonly input: string
  readonly outputs: readonly string[]
}

/** No real model nests as deep. */
const DEPTH_LIMIT = 16
const LAYER_LIMIT = 20_000

/** An output of a layer of the flat model. */
export interface Tensor {
  readonly layer: string
  readonly output: number
}

interface Scope {
  /** Names of the models around it, the outermost first and left out: as the file has them, and told apart by call. */
  readonly path: readonly string[]
  readonly models: readonly string[]
  /** Group of the model in Keras 3's files; empty for the outermost. */
  readonly place: string
  readonly top: string | null
  /** What the model reads; null for the outermost, which has inputs of its own. */
  readonly inputs: readonly Tensor[] | null
}

/**
 * A functional or sequential model as one list of layers: models inside it are unfolded, as often as they are called, and
 * each call of a layer is an entry of its own. Throws `InvalidModel`, naming the layer.
 */
export function flattenModel(value: unknown, what: string): FlatModel {
  const layers: FlatLayer[] = []
  const parse = createModelParser()
  const nameCall = createCallNames(createFreeNames())
  let unfolded = 0

  function unfold(model: unknown, scope: Scope, label: string): readonly Tensor[] {
    const { path, models } = scope
    if (path.length > DEPTH_LIMIT) throw new InvalidModel(`${label}: models are nested over ${DEPTH_LIMIT} deep`)
    const { calls, inputs, outputs, places } = parse(model, label)
    unfolded += calls.length
    if (unfolded > LAYER_LIMIT) throw new InvalidModel(`${label} makes it over ${LAYER_LIMIT} layers`)
    const values = new Map<string, readonly Tensor[] | string>()
    const read = (call: string, output: number): Tensor => {
      const value = values.get(call) ?? ''
      if (typeof value === 'string') return { layer: value, output }
      const tensor = value[output]
      if (!tensor) throw new InvalidModel(`${label}: output ${output + 1} of "${call}" is read; it has ${value.length}`)
      return tensor
    }
    scope.inputs?.forEach((tensor, index) => values.set(inputs[index]?.call ?? '', [tensor]))
    for (const call of calls) {
      if (values.has(call.name)) continue
      const tensors = call.inputs.map((input, index) => read(input, call.outputs[index] ?? 0))
      const own = places.get(call.layer)
      if (own === undefined) throw new InvalidModel(`${label} has layers that do not lead to its output`)
      const place = own === '' || scope.place === '' ? own : `${scope.place}/${own}`
      const top = scope.top ?? call.layer
      if (isModelClass(call.raw.class_name)) {
        const inner = `model "${call.layer}"`
        const bound = bindInputs(call, tensors, parse(call.raw, inner), inner)
        const here = call.index === 0 ? call.layer : `${call.layer}_call${call.index + 1}`
        const inside = { path: [...path, call.layer], models: [...models, here], place, top, inputs: bound }
        values.set(call.name, unfold(call.raw, inside, inner))
      } else {
        const layer = flatLayer(call, tensors)
        layers.push({ ...layer, ...nameCall(path, call.layer), top, place, models })
        values.set(call.name, layers.at(-1)?.name ?? '')
      }
    }
    return outputs.map(({ call, output }) => read(call, output))
  }

  const outputs = unfold(value, { path: [], models: [], place: '', top: null, inputs: null }, what)
  const [first] = layers
  if (first?.className !== 'InputLayer') throw new InvalidModel(`${what} does not begin with its input`)
  const names = [...new Set(outputs.map(({ layer }) => layer))]
  return { name: parse(value, what).name, layers, input: first.name, outputs: names }
}

function flatLayer({ raw, layer: ownName, more, shapes }: Call, tensors: readonly Tensor[]) {
  const inputs = tensors.map(({ layer }) => layer)
  const outputs = tensors.map(({ output }) => output)
  return { className: raw.class_name, config: readLayerConfig(raw), ownName, inputs, outputs, more, shapes }
}
