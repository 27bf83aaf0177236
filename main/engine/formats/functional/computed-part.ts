import { InvalidModel } from '../invalid-model.ts'
import type { FlatModel } from './flatten-model.ts'

/**
 * What has to be computed of a model for its output: a model inside it may have others that nothing reads. Throws
 * `InvalidModel` for several inputs or outputs, and where a layer reads another one's second output.
 */
export function computedPart({ name, layers, input, outputs }: FlatModel): FlatModel {
  const [output = '', ...others] = outputs
  if (others.length > 0) throw new InvalidModel(`${several('output', outputs)}; models with one are read`)
  const needed = new Set([output])
  for (const layer of layers.toReversed()) {
    if (needed.has(layer.name)) for (const read of layer.inputs) needed.add(read)
  }
  const inputs = layers.filter(({ className }) => className === 'InputLayer').map((layer) => layer.name)
  if (inputs.length > 1) throw new InvalidModel(`${several('input', inputs)}; models with one are read`)
  if (!needed.has(input)) throw new InvalidModel(`its output "${output}" does not depend on its input "${input}"`)
  const kept = layers.filter((layer) => needed.has(layer.name))
  for (const { name: reader, inputs: read, outputs: which } of kept) {
    const second = which.findIndex((each) => each > 0)
    if (second < 0) continue
    throw new InvalidModel(
      `layer "${reader}" reads output ${(which[second] ?? 0) + 1} of "${read[second]}"; layers have one here`,
    )
  }
  return { name, layers: kept, input, outputs }
}

const several = (what: string, names: readonly string[]) =>
  `there are ${names.length} ${what}s, ${names
    .slice(0, 8)
    .map((each) => `"${each}"`)
    .join(', ')}`
