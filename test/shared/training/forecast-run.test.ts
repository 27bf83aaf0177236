import { describe, expect, it } from 'vitest'
import fixture from '../../fixtures/machine-probe.json' with { type: 'json' }
import { createForecaster } from '../../../shared/training/forecast-run.ts'
import { stepMemory } from '../../../shared/training/forecast-memory.ts'
import { machineProbeSchema } from '../../../shared/training/machine-probe.ts'
import { fitPartCosts } from '../../../shared/training/part-costs.ts'
import { PAPER, SMALL_IMAGES } from '../../../shared/training/presets.ts'
import { optimizerSchema } from '../../../shared/training/training-config.ts'
import type { XceptionOptions } from '../../../shared/zoo/xception-options.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const probe = machineProbeSchema.parse(fixture)
const forecaster = createForecaster(probe)
const SGD = optimizerSchema.parse({ kind: 'sgd' })

function forecast(model: Partial<XceptionOptions>, batchSize: number, more: { images?: number; l2?: number } = {}) {
  const images = more.images === undefined ? null : { training: more.images, validation: more.images / 4 }
  return forecaster({ graph: xception(model), config: { batchSize, optimizer: SGD, l2: more.l2 ?? 0 }, images })
}

describe('the time of a kernel', () => {
  it('comes back for the shapes that were measured, within what a fit can do', () => {
    const costs = fitPartCosts(probe)
    const errors = probe.parts.map(({ work, forwardMs, backwardMs }) => {
      const fitted = costs.forwardMs(work) + costs.backwardMs(work)
      return Math.abs(fitted / (forwardMs + backwardMs) - 1)
    })
    expect(errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)]).toBeLessThan(0.15)
  })

  it('is known for every kernel that an Xception has', () => {
    const costs = fitPartCosts(probe)
    const map = { batch: 8, height: 19, width: 19, channels: 728 }
    expect(costs.forwardMs({ op: 'normalization', ...map })).toBeGreaterThan(0)
    expect(costs.forwardMs({ op: 'normalization', ...map, channels: 182 })).toBeGreaterThan(0)
    expect(costs.backwardMs({ op: 'activation', ...map, activation: 'elu' })).toBeGreaterThan(0)
    expect(costs.forwardMs({ op: 'copy', ...map })).toBeGreaterThan(0)
  })
})

describe('the forecast of a run', () => {
  it('grows with batch, size, width and repeats, in time and in memory', () => {
    const base = forecast({ inputSize: 71, width: 0.5 }, 4)
    const larger = [
      forecast({ inputSize: 71, width: 0.5 }, 8),
      forecast({ inputSize: 96, width: 0.5 }, 4),
      forecast({ inputSize: 71, width: 1 }, 4),
      forecast({ inputSize: 71, width: 0.5, middle: 12 }, 4),
    ]
    for (const { stepMs, memoryBytes } of larger) {
      expect(stepMs).toBeGreaterThan(base.stepMs)
      expect(memoryBytes).toBeGreaterThan(base.memoryBytes)
    }
    expect(forecast({ inputSize: 71, width: 0.5 }, 4, { l2: 1e-5 }).stepMs).toBeGreaterThan(base.stepMs)
  })

  it('gives the time of an epoch once the number of images is known', () => {
    const { stepMs, epochMs } = forecast({ inputSize: 32, width: 0.25 }, 32, { images: 3200 })
    expect(epochMs).toBeGreaterThan(100 * stepMs)
    expect(epochMs).toBeLessThan(125 * stepMs)
    expect(forecast({ inputSize: 32, width: 0.25 }, 32).epochMs).toBeNull()
  })
})

describe('the memory of a step', () => {
  it('is the maps that wait for their backward pass: at 299 pixels and batch 8 about two gigabytes', () => {
    const { mapBytes, weightBytes } = stepMemory(xception(PAPER.model), 8, SGD)
    expect(mapBytes / 1e9).toBeGreaterThan(1.6)
    expect(mapBytes / 1e9).toBeLessThan(2.2)
    // 22.9 million weights and as many velocities, old and new, and two more copies on the way.
    expect(weightBytes / 1e6).toBeCloseTo(6 * 4 * 22.855952, 6)
  })

  it('grows with the batch in proportion, and with what the optimizer keeps', () => {
    const graph = xception(SMALL_IMAGES.model)
    const [one, four] = [stepMemory(graph, 1, SGD), stepMemory(graph, 4, SGD)]
    expect(four.mapBytes).toBe(4 * one.mapBytes)
    expect(four.weightBytes).toBe(one.weightBytes)
    expect(stepMemory(graph, 1, optimizerSchema.parse({ kind: 'adam' })).weightBytes).toBeGreaterThan(one.weightBytes)
  })

  it('keeps an identity shortcut until its module has gone back', () => {
    const small = { inputSize: 71, width: 0.5, middle: 4 }
    const [without, with_] = [false, true].map((residuals) => stepMemory(xception({ ...small, residuals }), 4, SGD))
    expect(with_?.mapBytes).toBeGreaterThan(without?.mapBytes ?? Infinity)
  })
})
