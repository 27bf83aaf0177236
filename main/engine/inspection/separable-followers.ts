import type { XRay } from '../../../shared/contract/inspection/x-ray.ts'
import type { LayerNode, NodeOf } from '../../../shared/graph/layer-graph.ts'
import type { Separable } from '../../../shared/inspection/separables.ts'
import type { InspectedModel } from './inspected-model.ts'

/** The batch norm that alone reads a separable convolution, and the activation that alone reads that. */
export function separableFollowers({ graph }: InspectedModel, { output }: Separable) {
  const onlyReader = (name: string): LayerNode | null => {
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(name))
    return readers.length === 1 ? (readers[0] ?? null) : null
  }
  const next = onlyReader(output)
  const norm = next?.kind === 'batchNormalization' ? next : null
  const behind = norm ? onlyReader(norm.name) : next
  const activation = behind?.kind === 'activation' ? behind : null
  return { norm, activation }
}

/** What a batch norm does to one channel at inference: `y = x · scale + shift`, and the weights that this comes from. */
export function normNumbers(
  { weights }: InspectedModel,
  norm: NodeOf<'batchNormalization'>,
  channel: number,
): XRay['norm'] {
  const read = (weight: string, absent: number) =>
    weights.get(`${norm.name}/${weight}`)?.dataSync<'float32'>()[channel] ?? absent
  const { epsilon } = norm.attributes
  const [gamma, beta] = [read('gamma', 1), read('beta', 0)]
  const [mean, variance] = [read('moving_mean', 0), read('moving_variance', 1)]
  const scale = gamma / Math.sqrt(variance + epsilon)
  return { layer: norm.name, scale, shift: beta - mean * scale, gamma, beta, mean, variance, epsilon }
}
