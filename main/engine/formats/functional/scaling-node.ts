import type { NodeOf } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { WantedLayer } from '../mapping/stored-layer.ts'
import type { FlatLayer } from './flatten-model.ts'
import { refuseSharedWeights, type GraphDraft } from './graph-draft.ts'
import { fromStatistics, type Scaling } from './input-scaling.ts'

/** A normalization layer whose statistics are weights of the file. */
export interface StoredStatistics {
  readonly wanted: WantedLayer
  /** It reads the pixels, and nothing has scaled them. */
  readonly atInput: boolean
  /** Keys of what is read, and of what it becomes. */
  readonly keys: { readonly mean: string; readonly variance: string; readonly kernel: string; readonly bias: string }
}

/** A scaling of each channel as a 1x1 depthwise convolution, and the weights of that. */
export function scalingNode(name: string, input: string, { scale, offset }: Scaling, draft: GraphDraft) {
  const channels = mapChannels(name, input, draft)
  const spread = (values: readonly number[]) => {
    if (values.length !== 1 && values.length !== channels) {
      throw new InvalidModel(`layer "${name}" scales ${values.length} channels of ${channels}`)
    }
    return Float32Array.from({ length: channels }, (_, index) => values[values.length === 1 ? 0 : index] ?? 0)
  }
  const weights = [
    [`${name}/kernel`, spread(scale)],
    [`${name}/bias`, spread(offset)],
  ] as const
  return { node: depthwise(name, input), weights }
}

/** The same for a layer that learned its statistics from data (`adapt`): a mean, a variance and how many there were. */
export function readStatistics(layer: FlatLayer, input: string, draft: GraphDraft): Omit<StoredStatistics, 'atInput'> {
  const { name, ownName, place, top } = layer
  refuseSharedWeights(layer)
  const channels = mapChannels(name, input, draft)
  draft.push(depthwise(name, input))
  const weights = [
    { name: 'mean', key: `${name}/mean`, shape: [channels] },
    { name: 'variance', key: `${name}/variance`, shape: [channels] },
    { name: 'count', key: `${name}/count`, shape: [] },
  ]
  return {
    wanted: { name: ownName, place, top, weights },
    keys: { mean: `${name}/mean`, variance: `${name}/variance`, kernel: `${name}/kernel`, bias: `${name}/bias` },
  }
}

/** Replaces statistics that were read by the weights that they make. */
export function applyStatistics(weights: Map<string, Float32Array>, statistics: readonly StoredStatistics[]): void {
  for (const { wanted, keys } of statistics) {
    const scaling = fromStatistics(weights.get(keys.mean) ?? [], weights.get(keys.variance) ?? [])
    for (const { key } of wanted.weights) weights.delete(key)
    weights.set(keys.kernel, Float32Array.from(scaling.scale))
    weights.set(keys.bias, Float32Array.from(scaling.offset))
  }
}

function mapChannels(name: string, input: string, draft: GraphDraft): number {
  const shape = draft.shapeOf(input)
  if (shape.length !== 3) throw new InvalidModel(`layer "${name}" scales a vector; scalings of maps are read`)
  return shape[2] ?? 0
}

function depthwise(name: string, input: string): NodeOf<'depthwiseConv2d'> {
  const attributes = { kernelSize: [1, 1], strides: [1, 1], padding: 'valid', useBias: true } as const
  return { name, kind: 'depthwiseConv2d', attributes, inputs: [input], block: '' }
}
