import { trainingConfigSchema } from '../../../../shared/training/training-config.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import type { NewManifest } from '../../../../main/engine/runs/run-store.ts'

/** A manifest of a very small network. */
export function newManifest(): NewManifest {
  const options = xceptionOptionsSchema.parse({ inputSize: 32, width: 0.01, middle: 1, classes: 3 })
  return {
    model: { name: 'xception', options },
    graph: xception(options),
    config: trainingConfigSchema.parse({ epochs: 2 }),
    labels: ['ant', 'bee', 'cat'],
    dataset: {
      datasetId: '0123456789abcdef',
      name: 'animals',
      path: '/pictures/animals',
      hash: 'h',
      trainingSamples: 30,
      validationSamples: 9,
    },
    versions: { workbench: '0.1.0' },
    engine: 'eager',
  }
}
