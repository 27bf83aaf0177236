import type { ModelFile } from '../../../../main/engine/formats/model-file.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import type { XceptionOptions } from '../../../../shared/zoo/xception-options.ts'
import { randomWeights, weightData } from '../../../parity/fixtures.ts'

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

/** A small Xception with weights in which every part counts, and labels that are not plain ASCII. */
export function smallModel(options: Partial<XceptionOptions> = {}, seed = 5): ModelFile {
  const classes = options.classes ?? 5
  const graph = xception({ inputSize: 32, width: 0.04, middle: 2, ...options, classes })
  const labels = Array.from({ length: classes }, (_, index) => `옷 "${index}"`)
  return { graph, weights: weightData(randomWeights(graph, seed)), labels }
}
