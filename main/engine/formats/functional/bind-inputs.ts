import { InvalidModel } from '../invalid-model.ts'
import type { Tensor } from './flatten-model.ts'
import type { Call, ModelCalls } from './read-calls.ts'

/**
 * What each input of a model is in one of its calls: by name where the call says names that the model has, else by place.
 * Throws `InvalidModel` where there are more or fewer.
 */
export function bindInputs(
  call: Pick<Call, 'names'>,
  tensors: readonly Tensor[],
  { inputs, inputNames }: Pick<ModelCalls, 'inputs' | 'inputNames'>,
  what: string,
): readonly Tensor[] {
  const given = new Map(call.names?.map((name, index) => [name, tensors[index]]))
  const named = inputNames.flatMap((name) => given.get(name) ?? [])
  if (named.length === inputs.length) return named
  if (tensors.length === inputs.length) return tensors
  throw new InvalidModel(`${what} has ${inputs.length} inputs and is given ${tensors.length}`)
}
