import { describe, expect, it } from 'vitest'
import { learningRateAt } from '../../../../main/engine/training/learning-rate.ts'

const ONE_PHASE = { freeze: null, thaw: [], augmentFrom: 'start' } as const

const at = (schedule: Parameters<typeof learningRateAt>[0]['schedule'], epochs: number, perEpoch: number) => {
  const steps = Array.from({ length: epochs * perEpoch }, (_, step) => step)
  return steps.map((step) => learningRateAt({ ...ONE_PHASE, learningRate: 0.5, schedule, epochs }, perEpoch, step))
}
const close = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 12) as number)

describe('learningRateAt', () => {
  it('constant', () => {
    expect(at({ kind: 'constant' }, 2, 2)).toEqual([0.5, 0.5, 0.5, 0.5])
  })

  it("the paper's decay: a factor every two epochs, from the first step of the third", () => {
    const rates = at({ kind: 'step', factor: 0.94, everyEpochs: 2 }, 5, 2)
    expect(rates).toEqual(close([0.5, 0.5, 0.5, 0.5, 0.47, 0.47, 0.47, 0.47, 0.4418, 0.4418]))
  })

  it('a decay within an epoch counts whole steps', () => {
    expect(at({ kind: 'step', factor: 0.5, everyEpochs: 0.3 }, 1, 10)).toEqual(
      close([0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625]),
    )
    expect(at({ kind: 'step', factor: 0.5, everyEpochs: 0.001 }, 1, 3)).toEqual([0.5, 0.25, 0.125])
  })

  it('cosine: a linear rise over the warm-up, the full rate, then down to the floor at the last step', () => {
    // Four steps of warm-up; then progress 0, 1/4, 1/2, 3/4, 1 of the half cosine over five steps... of nine.
    const rates = at({ kind: 'cosine', warmupEpochs: 4 / 9, floor: 0.2 }, 1, 9)
    const cosine = (progress: number) => 0.1 + 0.4 * ((1 + Math.cos(Math.PI * progress)) / 2)
    expect(rates).toEqual(close([0.125, 0.25, 0.375, 0.5, 0.5, cosine(0.25), 0.3, cosine(0.75), 0.1]))
    expect(cosine(0.25)).toBeCloseTo(0.441421356237, 11)
  })

  it('cosine without warm-up starts at the full rate', () => {
    expect(at({ kind: 'cosine', warmupEpochs: 0, floor: 0 }, 1, 3)).toEqual(close([0.5, 0.25, 0]))
  })

  it('cosine whose warm-up is as long as the run only rises', () => {
    expect(at({ kind: 'cosine', warmupEpochs: 2, floor: 0 }, 1, 2)).toEqual(close([0.125, 0.25]))
    expect(at({ kind: 'cosine', warmupEpochs: 0, floor: 0 }, 1, 1)).toEqual([0.5])
  })

  it('stays at the floor past the end', () => {
    const schedule = { kind: 'cosine', warmupEpochs: 0, floor: 0.1 } as const
    expect(learningRateAt({ ...ONE_PHASE, learningRate: 0.5, schedule, epochs: 1 }, 3, 99)).toBeCloseTo(0.05, 12)
  })
})
