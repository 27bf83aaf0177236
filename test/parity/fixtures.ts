import { initializeWeight } from '../../main/engine/model/initialize-weights.ts'
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

/** Batch norm's weights and biases off 0 and 1, so that every part of a layer counts. */
function unevenVector({ weight, shape }: WeightSpec, random: Random): NamedTensor {
  if (weight === 'gamma') return normalTensor(shape, random, 1, 0.1)
  if (weight !== 'moving_variance') return normalTensor(shape, random, 0, 0.1)
  return { shape, data: Float32Array.from({ length: shapeSize(shape) }, () => 0.5 + random.next()) }
}

/** Kernels as a new model has them, where batch statistics carry the signal. */
export function freshWeights(graph: LayerGraph, seed: number): TensorFile {
  const random = createRandom(seed)
  const tensor = (spec: WeightSpec): NamedTensor =>
    spec.regularized ? { shape: spec.shape, data: initializeWeight(spec, seed) } : unevenVector(spec, random)
  return new Map(weightSpecs(graph).map((spec) => [spec.key, tensor(spec)]))
}

/** Kernels wide enough (He's) to carry a signal through the whole network at inference. */
export function wideWeights(graph: LayerGraph, seed: number): TensorFile {
  const random = createRandom(seed)
  const tensor = (spec: WeightSpec): NamedTensor => {
    if (!spec.regularized) return unevenVector(spec, random)
    const depthwise = spec.shape.length === 4 && spec.shape[3] === 1
    const fanIn = depthwise ? 9 : shapeSize(spec.shape) / (spec.shape.at(-1) ?? 1)
    return normalTensor(spec.shape, random, 0, Math.sqrt(2 / fanIn))
  }
  return new Map(weightSpecs(graph).map((spec) => [spec.key, tensor(spec)]))
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
