import { describe, expect, it } from 'vitest'
import type { Batch } from '../../../../main/engine/dataset/batches.ts'
import { createModel, readWeights, writeWeights } from '../../../../main/engine/model/model.ts'
import type { WeightMap } from '../../../../main/engine/model/weight-map.ts'
import { createTrainStep } from '../../../../main/engine/training/train-step.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { trainingConfigSchema } from '../../../../shared/training/training-config.ts'
import { relativeL2 } from '../backend/gradient-check.ts'
import { ZOO_CLASSES, ZOO_GRAPHS } from '../zoo-models.ts'

const COUNT = 6

function batch(seed: number): Batch {
  const random = createRandom(seed)
  const labels = Int32Array.from({ length: COUNT }, () => random.below(ZOO_CLASSES))
  const pixels = Uint8Array.from({ length: COUNT * 32 * 32 * 3 }, () => random.below(256))
  return { pixels, labels, count: COUNT, indices: Int32Array.from(labels.keys()) }
}

function open(graph: LayerGraph, engine: 'compiled' | 'eager') {
  const model = createModel(graph, 3)
  const step = createTrainStep(model, trainingConfigSchema.parse({ l2: 1e-4 }), { classWeights: null, engine })
  const dispose = () => {
    step.dispose()
    model.dispose()
  }
  return { model, step, dispose }
}

const flat = (weights: WeightMap) => [...weights.values()].flatMap((values) => [...values])

describe.each(ZOO_GRAPHS)('%s', (_, graph) => {
  it('trains a few steps, each one compiled as op by op, and every weight moves', () => {
    const [compiled, eager] = [open(graph, 'compiled'), open(graph, 'eager')]
    const fresh = readWeights(compiled.model)
    // Both start each step from the same place: on maps of four pixels the smallest difference doubles in every step.
    for (const number of [1, 2, 3]) {
      writeWeights(eager.model, readWeights(compiled.model))
      eager.step.restore(compiled.step.slots())
      const [ours, oracle] = [compiled, eager].map(({ step }) => step.run(batch(number), 0.01, number).loss)
      expect(ours).toBeGreaterThan(0)
      expect(ours).toBeCloseTo(oracle ?? NaN, 5)
      expect(relativeL2(flat(readWeights(compiled.model)), flat(readWeights(eager.model)))).toBeLessThan(1e-5)
    }
    for (const [key, values] of readWeights(compiled.model)) expect(values, key).not.toEqual(fresh.get(key))
    compiled.dispose()
    eager.dispose()
  })
})
