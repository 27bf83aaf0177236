import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { shapeSize, weightSpecs, type WeightSpec } from '../../shared/graph/weight-specs.ts'
import { createRandom, type Random } from '../../shared/training/random.ts'
import type { NamedTensor, TensorFile } from './tensor-file.ts'

/** Sum of twelve uniform draws less six: near enough to a standard normal. */
function gaussian(random: Random): number {
  let sum = -6
  for (let draw = 0; draw < 12; draw++) sum += random.next()
  return sum
}

export function normalTensor(shape: readonly number[], random: Random, mean = 0, deviation = 1): NamedTensor {
  return { shape, data: Float32Array.from({ length: shapeSize(shape) }, () => mean + deviation * gaussian(random)) }
}

/** Weights that make every part of a layer count: kernels kept at a scale that carries signals, statistics off 0 and 1. */
export function randomWeights(graph: LayerGraph, seed: number): TensorFile {
  const random = createRandom(seed)
  return new Map(weightSpecs(graph).map((spec) => [spec.key, randomWeight(spec, random)]))
}

function randomWeight({ weight, shape }: WeightSpec, random: Random): NamedTensor {
  switch (weight) {
    case 'gamma':
      return normalTensor(shape, random, 1, 0.1)
    case 'moving_variance':
      return { shape, data: Float32Array.from({ length: shapeSize(shape) }, () => 0.5 + random.next()) }
    case 'beta':
    case 'moving_mean':
    case 'bias':
      return normalTensor(shape, random, 0, 0.1)
    default: {
      const fanIn = weight === 'depthwise_kernel' || shape.at(-1) === 1 ? 9 : shapeSize(shape) / (shape.at(-1) ?? 1)
      return normalTensor(shape, random, 0, Math.sqrt(2 / fanIn))
    }
  }
}

export function weightData(weights: TensorFile): ReadonlyMap<string, Float32Array> {
  return new Map([...weights].map(([key, { data }]) => [key, data]))
}

export function prefixed(prefix: string, tensors: TensorFile): TensorFile {
  return new Map([...tensors].map(([key, tensor]) => [`${prefix}${key}`, tensor]))
}

export function classLabels(count: number, classes: number, seed: number): NamedTensor {
  const random = createRandom(seed)
  return { shape: [count], data: Float32Array.from({ length: count }, () => random.below(classes)) }
}
