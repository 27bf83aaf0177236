import type { ModelFile } from './model-file.ts'

/** A weight of a model that is whole; throws for one that is not there, which is a bug of whoever made the model. */
export function weightOf(model: ModelFile, key: string): Float32Array {
  const values = model.weights.get(key)
  if (!values) throw new Error(`the model has no weight ${key}`)
  return values
}
