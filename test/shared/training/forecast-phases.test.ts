import { describe, expect, it } from 'vitest'
import fixture from '../../fixtures/machine-probe.json' with { type: 'json' }
import { costliest, forecastPhases, wholeRunMs } from '../../../shared/training/forecast-phases.ts'
import { createForecaster } from '../../../shared/training/forecast-run.ts'
import { machineProbeSchema } from '../../../shared/training/machine-probe.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../../shared/training/training-config.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const forecaster = createForecaster(machineProbeSchema.parse(fixture))
const graph = xception({ inputSize: 96, classes: 10 })
const images = { training: 800, validation: 200 }

function forecast(fields: Partial<TrainingConfig>) {
  const config = trainingConfigSchema.parse({ epochs: 10, batchSize: 16, ...fields })
  return forecastPhases(forecaster, { graph, config, images })
}
const only = (fields: Partial<TrainingConfig>) => forecast(fields)[0] ?? expect.unreachable()
const flip = { flip: true, shift: 0, brightness: 0 }

describe('forecastPhases', () => {
  it('is the forecast of the run where nothing is frozen', () => {
    const whole = only({})
    const { stepMs, memoryBytes, epochMs } = forecaster({
      graph,
      config: trainingConfigSchema.parse({ batchSize: 16 }),
      images,
    })
    expect(whole).toMatchObject({ stepMs, memoryBytes, epochMs, epochs: 10, featuresMs: null })
    // Keras counts 20,806,952 trainable weights without the last layer, and 2048 · 10 + 10 in it.
    expect(whole.trainedParameters).toBe(20_806_952 + 20_490)
  })

  it('costs less with every block that is frozen, in time, memory and parameters', () => {
    const steps = [null, 'block2', 'block5', 'block12', 'block13'].map((freeze) => only({ freeze, augmentation: flip }))
    for (const [index, each] of steps.entries()) {
      const before = steps[index - 1]
      if (!before) continue
      expect(each.stepMs).toBeLessThan(before.stepMs)
      expect(each.memoryBytes).toBeLessThanOrEqual(before.memoryBytes)
      expect(each.trainedParameters).toBeLessThan(before.trainedParameters)
    }
  })

  it('computes features once where images are always the same, and then trains the head in next to no time', () => {
    const head = only({ freeze: 'all' })
    expect(head.trainedParameters).toBe(20_490)
    expect(head.featuresMs).toBeGreaterThan(1000)
    // However little there is to do, the step is run.
    expect(head.stepMs).toBeGreaterThan(0.3)
    expect(head.stepMs).toBeLessThan(only({ freeze: 'all', augmentation: flip }).stepMs / 20)
    expect(only({ freeze: 'all', augmentation: flip }).featuresMs).toBeNull()
  })

  it('tells of each phase, of the costliest, and of the whole run', () => {
    const thaw = [{ fromEpoch: 6, freeze: 'block12', rateFactor: 0.1 }]
    const phases = forecast({ freeze: 'all', thaw, augmentFrom: 'thaw', augmentation: flip })
    expect(phases.map(({ epochs }) => epochs)).toEqual([5, 5])
    expect(costliest(phases)).toBe(phases[1])
    const [head, rest] = phases
    const expected = 5 * (head?.epochMs ?? 0) + 5 * (rest?.epochMs ?? 0) + (head?.featuresMs ?? 0)
    expect(wholeRunMs(phases)).toBeCloseTo(expected, 6)
    expect(forecast({ freeze: 'block99' })).toEqual([])
  })
})
