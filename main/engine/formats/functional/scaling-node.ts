import type { NodeOf } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { WantedLayer } from '../mapping/stored-layer.ts'
import type { FlatLayer } from './flatten-model.ts'
import type { GraphDraft } from './graph-draft.ts'
import { fromStatistics, type Scaling } from './input-scaling.ts'

/** A normalization layer whose statistics are weights of the file. */
export interface StoredStatistics {
  readonly wanted: WantedLayer
  /** Whether it scales a map; else a vector. */
  readonly isMap: boolean
  /** It reads the pixels, and nothing has scaled them. */
  readonly atInput: boolean
  /** Keys of what is read, and of what it becomes. */
  readonly keys: { readonly mean: string; readonly variance: string; readonly kernel: string; readonly bias: string }
}

/**
 * A scaling of each channel as a 1x1 depthwise convolution, or of each value of a vector as a dense layer whose matrix is
 * zero but for its diagonal, and the weights of that.
 */
export function scalingNode(name: string, input: string, { scale, offset }: Scaling, draft: GraphDraft) {
  const { channels, isMap } = scaled(name, input, draft)
  const spread = (values: readonly number[]) => {
    if (values.length !== 1 && values.length !== channels) {
      throw new InvalidModel(`layer "${name}" scales ${values.length} channels of ${channels}`)
    }
    return Float32Array.from({ length: channels }, (_, index) => values[values.length === 1 ? 0 : index] ?? 0)
  }
  const weights = [
    [`${name}/kernel`, isMap ? spread(scale) : diagonal(spread(scale))],
    [`${name}/bias`, spread(offset)],
  ] as const
  return { node: isMap ? depthwise(name, input) : dense(name, input, channels), weights }
}

/** The same for a layer that learned its statistics from data (`adapt`): a mean, a variance and how many there were. */
export function readStatistics(layer: FlatLayer, input: string, draft: GraphDraft): Omit<StoredStatistics, 'atInput'> {
  const { name, ownName, place, top, weightsOf } = layer
  if (weightsOf !== null) {
    throw new InvalidModel(`layer "${ownName}" learned its statistics and is called more than once; one call is read`)
  }
  const { channels, isMap } = scaled(name, input, draft)
  draft.push(isMap ? depthwise(name, input) : dense(name, input, channels))
  const weights = [
    { name: 'mean', key: `${name}/mean`, shape: [channels] },
    { name: 'variance', key: `${name}/variance`, shape: [channels] },
    { name: 'count', key: `${name}/count`, shape: [] },
  ]
  return {
    wanted: { name: ownName, place, top, weights },
    isMap,
    keys: { mean: `${name}/mean`, variance: `${name}/variance`, kernel: `${name}/kernel`, bias: `${name}/bias` },
  }
}

/** Replaces statistics that were read by the weights that they make. */
export function applyStatistics(weights: Map<string, Float32Array>, statistics: readonly StoredStatistics[]): void {
  for (const { wanted, isMap, keys } of statistics) {
    const scaling = fromStatistics(weights.get(keys.mean) ?? [], weights.get(keys.variance) ?? [])
    for (const { key } of wanted.weights) weights.delete(key)
    const scale = Float32Array.from(scaling.scale)
    weights.set(keys.kernel, isMap ? scale : diagonal(scale))
    weights.set(keys.bias, Float32Array.from(scaling.offset))
  }
}

function scaled(name: string, input: string, draft: GraphDraft): { channels: number; isMap: boolean } {
  const shape = draft.shapeOf(input)
  const [isMap, channels] = [shape.length === 3, shape.at(-1) ?? 0]
  draft.imply(isMap ? channels : channels ** 2, `layer "${name}"`)
  return { channels, isMap }
}

function diagonal(values: Float32Array): Float32Array {
  const matrix = new Float32Array(values.length ** 2)
  values.forEach((value, index) => (matrix[index * (values.length + 1)] = value))
  return matrix
}

function dense(name: string, input: string, units: number): NodeOf<'dense'> {
  return { name, kind: 'dense', attributes: { units, useBias: true, activation: 'linear' }, inputs: [input], block: '' }
}

function depthwise(name: string, input: string): NodeOf<'depthwiseConv2d'> {
  const attributes = { kernelSize: [1, 1], strides: [1, 1], padding: 'valid', useBias: true } as const
  return { name, kind: 'depthwiseConv2d', attributes, inputs: [input], block: '' }
}
