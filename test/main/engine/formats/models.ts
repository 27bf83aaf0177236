import type { ModelFile } from '../../../../main/engine/formats/model-file.ts'
import type { WeightMap } from '../../../../main/engine/model/weight-map.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import type { XceptionOptions } from '../../../../shared/zoo/xception-options.ts'
import { wideWeights, weightData } from '../../../parity/fixtures.ts'

/** Every option that changes what a file has to say, at a size that a test can afford. */
export const VARIANTS: Readonly<Record<string, Partial<XceptionOptions>>> = {
  'the usual order': {},
  'pointwise first': { order: 'pointwise-first' },
  'relu between the halves': { activation: 'relu' },
  'elu between the halves, pointwise first': { activation: 'elu', order: 'pointwise-first' },
  'no residuals': { residuals: false },
  'dropout and dense layers': { dropout: 0.5, denseUnits: [12, 9] },
  'the full stem': { inputSize: 75, stem: 'full' },
  'no middle flow, its own momentum': { middle: 0, batchNormMomentum: 0.9 },
}

/**
 * A small Xception with weights in which every part counts, probabilities that are not all 0 and 1, and labels that are
 * not plain ASCII.
 */
export function smallModel(options: Partial<XceptionOptions> = {}, seed = 5): ModelFile {
  const classes = options.classes ?? 5
  const graph = xception({ inputSize: 32, width: 0.04, middle: 2, ...options, classes })
  const labels = Array.from({ length: classes }, (_, index) => `옷 "${index}"`)
  return { graph, weights: calmWeights(graph, seed, (options.width ?? 0) < 0.1 ? 0.3 : 0.01), labels }
}

/**
 * Random kernels suit one ReLU each; a separable convolution has two kernels, so one of them is made smaller. `head`
 * does the same for the last layer.
 */
function calmWeights(graph: LayerGraph, seed: number, head: number): WeightMap {
  const weights = weightData(wideWeights(graph, seed))
  for (const { key, weight, shape } of weightSpecs(graph)) {
    const calm = key === 'predictions/kernel' ? head : weight.endsWith('kernel') && shape.at(-1) === 1 ? 0.7 : 1
    weights.get(key)?.forEach((value, index, values) => (values[index] = value * calm))
  }
  return weights
}
