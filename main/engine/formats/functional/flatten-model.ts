import { createFreeNames } from '../free-names.ts'
import { InvalidModel } from '../invalid-model.ts'
import { isOperation } from './layer-config.ts'
import { isModelClass, readLayerConfig, readModelConfig, type RawModel } from './model-schema.ts'
import { countedNames, orderByDepth } from './order-by-depth.ts'
import type { Connections } from './read-connections.ts'
import { COMPUTED, readEntries, type Entry, type Reading } from './read-entries.ts'
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
  /** One, but for files that are only looked at. */
  readonly outputs: readonly string[]
}

/** No real model nests as deep. */
const DEPTH_LIMIT = 16
const LAYER_LIMIT = 20_000

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
 * A functional or sequential model as one list of layers: models inside it are unfolded. Throws `InvalidModel`.
 */
export function flattenModel(value: unknown, what: string, reading: Reading = COMPUTED): FlatModel {
  const layers: FlatLayer[] = []
  const freeName = createFreeNames()

  function unfold(model: RawModel, scope: Scope, label: string): readonly string[] {
    const { models } = scope
    if (models.length > DEPTH_LIMIT) throw new InvalidModel(`${label}: models are nested over ${DEPTH_LIMIT} deep`)
    const ends = models.length === 0 ? reading.ends : COMPUTED.ends
    const { entries, inputs: read, outputs } = readEntries(model, label, { ...reading, ends })
    const places = placesOf(model, entries, outputs, scope.place)
    const flat = new Map<string, string>()
    for (const entry of topologicalOrder(entries)) {
      const inputs = entry.inputs.map((name) => flat.get(name) ?? '')
      const place = places.get(entry.name)
      if (place === undefined) throw new InvalidModel(`${label} has layers that do not lead to its output`)
      const top = scope.top ?? entry.name
      if (scope.input !== null && read.includes(entry.name)) {
        flat.set(entry.name, scope.input)
      } else if (isModelClass(entry.raw.class_name)) {
        if (inputs.length !== 1)
          throw new InvalidModel(`the model "${entry.name}" has ${inputs.length} inputs; 1 is read`)
        const inner = readModelConfig(entry.raw, `model "${entry.name}"`)
        const inside = { models: [...models, entry.name], place, top, input: inputs[0] ?? '' }
        flat.set(entry.name, unfold(inner, inside, `model "${entry.name}"`)[0] ?? '')
      } else {
        const name = freeName(entry.name)
        const { class_name: className } = entry.raw
        const config = readLayerConfig(entry.raw)
        layers.push({ name, className, config, inputs, ...connected(entry), ownName: entry.name, top, place, models })
        if (layers.length > LAYER_LIMIT) throw new InvalidModel(`${what} has over ${LAYER_LIMIT} layers`)
        flat.set(entry.name, name)
      }
    }
    return outputs.map((name) => flat.get(name) ?? '')
  }

  const model = readModelConfig(value, what)
  const outputs = unfold(model, { models: [], place: '', top: null, input: null }, what)
  const [first] = layers
  if (first?.className !== 'InputLayer') throw new InvalidModel(`${what} does not begin with its input`)
  return { name: model.name, layers, input: first.name, outputs }
}

const connected = ({ more, shapes }: Connections) => (shapes ? { more, shapes } : { more })

/** The group of each layer that leads to the output, as Keras 3 numbers them by class within their model. */
function placesOf(
  { kind }: RawModel,
  entries: readonly Entry[],
  outputs: readonly string[],
  outer: string,
): ReadonlyMap<string, string> {
  const ordered = kind === 'sequential' ? entries : orderByDepth(entries, outputs)
  const kept = ordered.filter(({ raw }) => !isOperation(raw.class_name) && !raw.module?.startsWith('keras.src.ops'))
  const groups = countedNames(kept.map(({ raw }) => (raw.class_name === 'Model' ? 'Functional' : raw.class_name)))
  const places = new Map(ordered.map((entry) => [entry.name, '']))
  kept.forEach((entry, index) => places.set(entry.name, `${outer === '' ? '' : `${outer}/`}layers/${groups[index]}`))
  return places
}
