import { z } from 'zod'
import type { ImportNote } from '../../../../shared/contract/import.ts'
import { checkValue } from '../parse-json.ts'
import type { FlatLayer, FlatModel } from './flatten-model.ts'
import type { GraphDraft } from './graph-draft.ts'
import { functionName, useBias } from './keras-schemas.ts'

/**
 * A model that answers with one number, as those for two classes do: the logit of the second, or its probability by a
 * sigmoid. It becomes a softmax of two, whose first logit is always 0: `softmax([0, z]) = [1 - sigmoid(z), sigmoid(z)]`.
 */
export interface BinaryOutput {
  /** The dense layer of one unit. */
  readonly dense: string
  /** The layer of its sigmoid, where that is one of its own. */
  readonly sigmoid: string | null
}

const one = z.object({ units: z.literal(1), activation: functionName.pipe(z.enum(['linear', 'sigmoid'])) })
const sigmoid = z.object({ activation: functionName.pipe(z.literal('sigmoid')) })

export function findBinaryOutput({ layers, outputs }: FlatModel): BinaryOutput | null {
  const last = layers.find(({ name }) => name === outputs[0])
  if (!last) return null
  if (isOne(last, ['linear', 'sigmoid'])) return { dense: last.name, sigmoid: null }
  const isSigmoid = last.className === 'Activation' && sigmoid.safeParse(last.config).success
  const before = isSigmoid ? layers.find(({ name }) => name === last.inputs[0]) : undefined
  return before && isOne(before, ['linear']) ? { dense: before.name, sigmoid: last.name } : null
}

function isOne({ className, config }: FlatLayer, activations: readonly string[]): boolean {
  const read = one.safeParse({ activation: 'linear', ...config })
  return className === 'Dense' && read.success && activations.includes(read.data.activation)
}

/** Adds the dense layer with two units; `spreadBinary` makes the file's weights into theirs. */
export function pushBinary(draft: GraphDraft, layer: FlatLayer, inputs: readonly string[], notes: ImportNote[]): void {
  const { name, config } = layer
  const { use_bias: biased } = checkValue(config, z.object({ use_bias: useBias }), `layer "${name}"`)
  const attributes = { units: 2, useBias: biased, activation: 'softmax' } as const
  draft.push({ name, kind: 'dense', attributes, inputs, block: '' }, layer, (weights) =>
    weights.map((weight) => ({ ...weight, shape: [...weight.shape.slice(0, -1), 1] })),
  )
  notes.push({ code: 'binary-output', subject: name, detail: '' })
}

/** Puts a zero before each value: the first class's column. */
export function spreadBinary(weights: Map<string, Float32Array>, dense: string): void {
  for (const key of [`${dense}/kernel`, `${dense}/bias`]) {
    const values = weights.get(key)
    if (values)
      weights.set(
        key,
        Float32Array.from({ length: 2 * values.length }, (_, at) => (at % 2 ? (values[(at - 1) / 2] ?? 0) : 0)),
      )
  }
}
