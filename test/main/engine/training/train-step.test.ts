import { describe, expect, it } from 'vitest'
import type { Batch } from '../../../../main/engine/dataset/batches.ts'
import { readWeights, writeWeights, type Model } from '../../../../main/engine/model/model.ts'
import type { WeightMap } from '../../../../main/engine/model/weight-map.ts'
import { learningRateAt } from '../../../../main/engine/training/learning-rate.ts'
import { createTrainStep, type TrainStep, type TrainStepOptions } from '../../../../main/engine/training/train-step.ts'
import { trainingConfigSchema, type TrainingConfig } from '../../../../shared/training/training-config.ts'
import { leftBehind, relativeL2 } from '../backend/gradient-check.ts'
import { tinyBatch, tinyModel, type TinyOptions } from './tiny-network.ts'

const RATE = 0.05

const ENGINES = ['eager', 'compiled'] as const

const OPTIMIZERS = [
  { kind: 'sgd', momentum: 0.9, nesterov: false },
  { kind: 'rmsprop', rho: 0.9, momentum: 0.9, epsilon: 1e-3 },
  { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
] as const

interface Setting {
  readonly config?: Partial<TrainingConfig>
  readonly network?: TinyOptions
  readonly options?: Partial<TrainStepOptions>
}

/** A model and its step for as long as `work` takes. */
function withStep<T>({ config, network, options }: Setting, work: (step: TrainStep, model: Model) => T): T {
  const model = tinyModel(network)
  const step = createTrainStep(model, trainingConfigSchema.parse(config ?? {}), { classWeights: null, ...options })
  try {
    return work(step, model)
  } finally {
    step.dispose()
    model.dispose()
  }
}

/** Steps `from` to `to` on batches that depend on the number of the step alone; every third one is smaller. */
function steps(step: TrainStep, from: number, to: number) {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return numbers.map((number) => step.run(tinyBatch(number % 3 === 0 ? 5 : 8, number), RATE, number))
}

const losses = (results: ReturnType<typeof steps>) => results.map(({ loss }) => loss)

const FULL: Setting = { config: { l2: 1e-3, labelSmoothing: 0.1 }, network: { dropout: 0.3 } }

describe.each(ENGINES)('a training step, %s', (engine) => {
  const setting = (more: Setting = {}): Setting => ({ ...more, options: { ...more.options, engine } })

  it('learns', () => {
    const results = withStep(setting(), (step) => steps(step, 1, 40))
    expect(results.at(-1)?.loss).toBeLessThan((results[0]?.loss ?? 0) / 2)
    expect(results.at(-1)?.top1).toBeGreaterThan(0.5)
  })

  it('gives the same losses for the same seed', () => {
    const run = () => withStep(setting(FULL), (step) => steps(step, 1, 6))
    const [first, second] = [losses(run()), losses(run())]
    expect(relativeL2(second, first)).toBeLessThan(1e-6)
  })

  it.each(OPTIMIZERS)('goes on from kept weights and slots as if nothing had happened: %j', (optimizer) => {
    const given = setting({ ...FULL, config: { ...FULL.config, optimizer } })
    const whole = withStep(given, (step) => losses(steps(step, 1, 8)))
    const kept = withStep(given, (step, model) => {
      steps(step, 1, 4)
      return { weights: readWeights(model), slots: step.slots() }
    })
    const resumed = withStep(given, (step, model) => {
      writeWeights(model, kept.weights)
      step.restore(kept.slots)
      return losses(steps(step, 5, 8))
    })
    expect(relativeL2(resumed, whole.slice(4))).toBeLessThan(1e-6)
  })

  it('keeps moving statistics as Keras: momentum times old plus the rest of the biased batch variance', () => {
    const read = (of: WeightMap, weight: string) => of.get(`conv_bn/${weight}`) as Float32Array
    const moved = (momentum: number, old: number, batch: number) => momentum * old + (1 - momentum) * batch
    withStep(setting(), (step, model) => {
      const one = tinyBatch(4, 1)
      step.run(one, 0, 1)
      const first = readWeights(model)
      const batch = {
        mean: read(first, 'moving_mean').map((value) => value / 0.1),
        variance: read(first, 'moving_variance').map((value) => (value - 0.9) / 0.1),
      }
      // The same images four times over have the same biased variance; Bessel's correction would change it.
      const four = {
        pixels: Uint8Array.from({ length: one.pixels.length * 4 }, (_, i) => one.pixels[i % one.pixels.length] ?? 0),
        labels: Int32Array.from({ length: 16 }, (_, i) => one.labels[i % 4] ?? 0),
        indices: new Int32Array(16),
        count: 16,
      }
      step.run(four, 0, 2)
      const second = readWeights(model)
      const mean = batch.mean.map((value, i) => moved(0.9, read(first, 'moving_mean')[i] ?? NaN, value))
      const variance = batch.variance.map((value, i) => moved(0.9, read(first, 'moving_variance')[i] ?? NaN, value))
      expect(relativeL2(read(second, 'moving_mean'), mean)).toBeLessThan(1e-5)
      expect(relativeL2(read(second, 'moving_variance'), variance)).toBeLessThan(1e-5)
      const bessel = (4 * 36) / (4 * 36 - 1)
      expect(Math.abs(bessel - 1)).toBeGreaterThan(1e-3)
    })
  })

  it('leaves frozen layers bit by bit as they are, moving statistics included, which tfjs lets move', () => {
    const frozen = new Set(['conv', 'conv_bn', 'sepconv', 'sepconv_bn'])
    withStep(setting({ config: { l2: 1e-2 }, options: { frozen } }), (step, model) => {
      const before = readWeights(model)
      steps(step, 1, 4)
      const after = readWeights(model)
      for (const [key, values] of after) {
        const layer = key.split('/')[0] ?? ''
        if (frozen.has(layer)) expect(values, key).toEqual(before.get(key))
        else expect(values, key).not.toEqual(before.get(key))
      }
      expect([...step.slots().keys()].filter((key) => frozen.has(key.split('/')[0] ?? ''))).toEqual([])
    })
  })

  it('reports λ·Σw² over kernels apart from the loss, as it was before the step, and adds 2λw to gradients', () => {
    const sgd = { kind: 'sgd', momentum: 0, nesterov: false } as const
    const l2 = 0.01
    const run = (weight: number) =>
      withStep(setting({ config: { l2: weight, optimizer: sgd } }), (step, model) => {
        const before = readWeights(model)
        const result = step.run(tinyBatch(8, 1), RATE, 1)
        return { before, result, after: readWeights(model), specs: model.specs }
      })
    const plain = run(0)
    const decayed = run(l2)
    expect(plain.result.penalty).toBe(0)
    expect(decayed.result.loss).toBeCloseTo(plain.result.loss, 6)
    const kernels = decayed.specs.filter(({ weight }) => weight.endsWith('kernel')).map(({ key }) => key)
    const squares = kernels.flatMap((key) => Array.from(decayed.before.get(key) ?? [], (value) => value ** 2))
    const penalty = l2 * squares.reduce((sum, square) => sum + square, 0)
    expect(decayed.result.penalty / penalty).toBeCloseTo(1, 5)
    for (const { key } of decayed.specs) {
      const pull = kernels.includes(key) ? 2 * l2 * RATE : 0
      const expected = plain.after.get(key)?.map((value, i) => value - pull * (decayed.before.get(key)?.[i] ?? NaN))
      expect(relativeL2(decayed.after.get(key) ?? [], expected ?? []), key).toBeLessThan(1e-5)
    }
  })

  it('weighs classes in the loss: the mean over the batch of weight times loss', () => {
    const classWeights = Float32Array.of(0, 0.5, 1, 2, 3, 4)
    const batch = tinyBatch(8, 1)
    // With batch statistics an image's loss would depend on the others.
    const frozen = new Set(['conv_bn', 'sepconv_bn'])
    const loss = (given: Batch, weights: Float32Array | null) =>
      withStep(setting({ options: { frozen, classWeights: weights } }), (step) => step.run(given, 0, 1).loss)
    const single = (index: number) => loss(only(batch, index), null)
    const weighted = Array.from(batch.labels, (label, index) => (classWeights[label] ?? NaN) * single(index))
    const mean = weighted.reduce((sum, loss) => sum + loss, 0) / batch.count
    expect(loss(batch, classWeights) / mean).toBeCloseTo(1, 5)
  })

  it('counts the top five of few classes as all of them', () => {
    const { top5 } = withStep(setting({ network: { classes: 3 } }), (step) => step.run(tinyBatch(8, 1, 3), RATE, 1))
    expect(top5).toBe(1)
  })

  it('returns a loss that is not finite as it is', () => {
    const result = withStep(setting(), (step, model) => {
      writeWeights(model, new Map([['predictions/bias', new Float32Array(6).fill(NaN)]]))
      return step.run(tinyBatch(8, 1), RATE, 1)
    })
    expect(result.loss).toBeNaN()
  })

  it('keeps no tensors over steps, and none once disposed', () => {
    withStep(setting(FULL), (step) => {
      steps(step, 1, 3)
      expect(leftBehind(() => steps(step, 1, 6))).toEqual({ tfjs: 0, native: 0 })
    })
    expect(leftBehind(() => withStep(setting(FULL), (step) => steps(step, 1, 3)))).toEqual({ tfjs: 0, native: 0 })
  })
})

function only({ pixels, labels }: Batch, index: number): Batch {
  const bytes = pixels.length / labels.length
  return {
    pixels: pixels.slice(index * bytes, (index + 1) * bytes),
    labels: labels.slice(index, index + 1),
    indices: new Int32Array(1),
    count: 1,
  }
}

describe('the compiled step', () => {
  it.each(OPTIMIZERS)('trains as the eager one, smaller last batches and dropout included: %j', (optimizer) => {
    const run = (engine: 'eager' | 'compiled') =>
      withStep({ ...FULL, config: { ...FULL.config, optimizer }, options: { engine } }, (step, model) => {
        return { results: steps(step, 1, 7), weights: readWeights(model), slots: step.slots() }
      })
    const [eager, compiled] = [run('eager'), run('compiled')]
    expect(relativeL2(losses(compiled.results), losses(eager.results))).toBeLessThan(1e-5)
    for (const [key, values] of eager.weights) {
      expect(relativeL2(compiled.weights.get(key) ?? [], values), key).toBeLessThan(1e-4)
    }
    expect([...compiled.slots.keys()]).toEqual([...eager.slots.keys()])
  })

  it.each([
    ...OPTIMIZERS,
    // Its corrections are over within twelve steps: 1 - 0.5^12 is 1 to four digits.
    { kind: 'adam', beta1: 0.5, beta2: 0.5, epsilon: 1e-7 } as const,
  ])('keeps to the eager one past a change of the rate and past the bias correction: %j', (optimizer) => {
    const schedule = {
      ...{ freeze: null, thaw: [], augmentFrom: 'start' as const },
      epochs: 12,
      learningRate: RATE,
      schedule: { kind: 'step', factor: 0.1, everyEpochs: 5 },
    } as const
    const run = (engine: 'eager' | 'compiled') =>
      withStep({ ...FULL, config: { ...FULL.config, optimizer }, options: { engine } }, (step, model) => {
        const numbers = Array.from({ length: 12 }, (_, index) => index + 1)
        const results = numbers.map((number) => {
          return step.run(tinyBatch(8, number), learningRateAt(schedule, 1, number - 1), number)
        })
        return { results, weights: readWeights(model), slots: step.slots() }
      })
    const [eager, compiled] = [run('eager'), run('compiled')]
    expect(relativeL2(losses(compiled.results), losses(eager.results))).toBeLessThan(1e-4)
    for (const [key, values] of [...eager.weights, ...eager.slots]) {
      const received = compiled.weights.get(key) ?? compiled.slots.get(key) ?? []
      expect(relativeL2(received, values), key).toBeLessThan(1e-3)
    }
  })

  it('draws dropout anew at every step', () => {
    const run = (dropout: number) =>
      withStep({ network: { dropout }, options: { engine: 'compiled' } }, (step) => {
        return [1, 2, 3].map((number) => step.run(tinyBatch(8, 1), 0, number).loss)
      })
    expect(new Set(run(0.5)).size).toBe(3)
    expect(new Set(run(0)).size).toBe(1)
  })

  it('takes the rate of each call', () => {
    withStep({ options: { engine: 'compiled' } }, (step, model) => {
      const kernel = () => readWeights(model).get('conv/kernel')
      const start = kernel()
      step.run(tinyBatch(8, 1), 0, 1)
      expect(kernel()).toEqual(start)
      step.run(tinyBatch(8, 1), RATE, 2)
      expect(kernel()).not.toEqual(start)
    })
  })
})

describe('restore', () => {
  it('refuses slots of another optimizer', () => {
    withStep({}, (step) => {
      expect(() => step.restore(new Map([['conv/kernel/velocity', new Float32Array(216)]]))).toThrow('velocity')
      expect(() => step.restore(new Map([['conv/kernel/momentum', new Float32Array(1)]]))).toThrow('momentum')
    })
  })
})
