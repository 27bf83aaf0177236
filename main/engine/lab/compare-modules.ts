import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../shared/graph/weight-specs.ts'
import { inceptionModule } from '../../../shared/zoo/inception-module.ts'
import { checkModuleOptions, type ModuleOptions } from '../../../shared/zoo/module-options.ts'
import { tf } from '../backend/tensorflow.ts'
import { forward } from '../model/forward.ts'
import { initializeWeight } from '../model/initialize-weights.ts'
import type { WeightMap } from '../model/weight-map.ts'
import { composedKernel, segmentedWeights } from './copy-weights.ts'

/** Maps to compare on, `[count, size, size, channels]`, row after row. */
export interface LabInput {
  readonly values: Float32Array
  readonly count: number
}

/** How far two modules are apart on the same input. */
export interface Comparison {
  /** max|a - b| / max|b|: rounding is about 1e-7, another function is above 1e-2. */
  readonly relativeError: number
  readonly largestDifference: number
  /** Values that were compared. */
  readonly values: number
  /** Both outputs, `[count, height, width, filters]`. */
  readonly outputs: readonly [Float32Array, Float32Array]
}

type SegmentOptions = Omit<ModuleOptions, 'form'>
type SeparableOptions = SegmentOptions & { readonly order: 'depthwise-first' | 'pointwise-first' }

/**
 * The paper's Fig. 2 against its Fig. 3 with the same weights, drawn from `seed`. They are the same function, with an
 * activation between the halves too. `option-invalid` where the segments do not divide the filters.
 */
export function compareSegments(options: SegmentOptions, input: LabInput, seed: number): Result<Comparison> {
  const checked = checkModuleOptions({ ...options, form: 'simplified' })
  if (!checked.ok) return checked
  const simplified = inceptionModule(checked.value)
  const weights = drawWeights(simplified, seed)
  const segmented = inceptionModule({ ...options, form: 'segmented' })
  return succeed(compare([simplified, weights], [segmented, segmentedWeights(weights, checked.value)], input))
}

/**
 * A separable convolution against the plain one with the composed kernel. They are the same function where nothing stands
 * between the halves, and not where an activation does.
 */
export function compareComposition(options: SeparableOptions, input: LabInput, seed: number): Comparison {
  const { order, channels, filters, kernel } = options
  const separable = inceptionModule({ ...options, form: order })
  const weights = drawWeights(separable, seed)
  const [depthwise, pointwise] = order === 'depthwise-first' ? ['depthwise', 'output'] : ['output', 'pointwise']
  const of = (layer: string) => weights.get(`${layer}/kernel`) as Float32Array
  const composed = composedKernel(of(depthwise), of(pointwise), kernel, [channels, filters], order)
  const plain = inceptionModule({ ...options, form: 'plain' })
  return compare([separable, weights], [plain, new Map([['output/kernel', composed]])], input)
}

function drawWeights(graph: LayerGraph, seed: number): WeightMap {
  return new Map(weightSpecs(graph).map((spec) => [spec.key, initializeWeight(spec, seed)]))
}

type Weighted = readonly [graph: LayerGraph, weights: WeightMap]

/** Runs two modules on the same input. */
export function compare(first: Weighted, second: Weighted, input: LabInput): Comparison {
  const [a, b] = [runModule(...first, input), runModule(...second, input)]
  let largestDifference = 0
  let largest = 0
  b.forEach((value, index) => {
    largestDifference = Math.max(largestDifference, Math.abs((a[index] ?? NaN) - value))
    largest = Math.max(largest, Math.abs(value))
  })
  return {
    relativeError: largest > 0 ? largestDifference / largest : 0,
    largestDifference,
    values: b.length,
    outputs: [a, b],
  }
}

/** The module's output `[count, height, width, channels]`, row after row. Keeps no tensors. */
export function runModule(graph: LayerGraph, weights: WeightMap, { values, count }: LabInput): Float32Array {
  return tf.tidy(() => {
    const shapes = new Map(weightSpecs(graph).map(({ key, shape }) => [key, [...shape]]))
    const tensors = new Map<string, Tensor>(
      [...shapes].map(([key, shape]) => [key, tf.tensor((weights.get(key) as Float32Array).slice(), shape)]),
    )
    const input = tf.tensor4d(values.slice(), [count, ...graph.inputShape] as Tensor4D['shape'])
    const output: Tensor = forward({ graph, weights: tensors, training: null }, input)
    return output.dataSync<'float32'>().slice() as Float32Array
  })
}
