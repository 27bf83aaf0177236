import { isOperation } from './layer-config.ts'
import { readModelConfig, type RawModel } from './model-schema.ts'
import { countedNames, orderByDepth } from './order-by-depth.ts'
import { readCalls, type ModelCalls } from './read-calls.ts'
import { topologicalOrder } from './topological-order.ts'

export interface ParsedModel extends ModelCalls {
  readonly name: string
  /** Groups of the layers that lead to an output in Keras 3's files, within the model's own; empty for what has none. */
  readonly places: ReadonlyMap<string, string>
}

/** Reads configurations of models, each once however often it is called; calls come in topological order. */
export function createModelParser(): (value: unknown, what: string) => ParsedModel {
  const parsed = new Map<unknown, ParsedModel>()
  return (value, what) => {
    const known = parsed.get(value)
    if (known) return known
    const model = readModelConfig(value, what)
    const read = readCalls(model, what)
    const calls = topologicalOrder(read.calls)
    const fresh = { ...read, name: model.name, calls, places: placesOf(model, read) }
    parsed.set(value, fresh)
    return fresh
  }
}

/** As Keras 3 numbers layers by class within their model. */
function placesOf({ kind }: RawModel, { calls, inputs, outputs }: ModelCalls): ReadonlyMap<string, string> {
  const ends = outputs.map(({ call }) => call)
  const ordered = kind === 'sequential' ? calls : orderByDepth(calls, ends)
  const kept = ordered.filter(({ raw }) => !isOperation(raw.class_name) && !raw.module?.startsWith('keras.src.ops'))
  const groups = countedNames(kept.map(({ raw }) => (raw.class_name === 'Model' ? 'Functional' : raw.class_name)))
  // Inputs that nothing reads stay inputs.
  const places = new Map([...inputs, ...ordered].map((each) => ['layer' in each ? each.layer : each.call, '']))
  kept.forEach(({ layer }, index) => places.set(layer, `layers/${groups[index]}`))
  return places
}
