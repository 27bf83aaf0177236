import type { Scalar, Tensor } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { slotSpecs, updateWeights } from '../../../../main/engine/training/optimizer.ts'
import type { WeightSpec } from '../../../../shared/graph/weight-specs.ts'
import type { OptimizerConfig } from '../../../../shared/training/training-config.ts'
import { leftBehind } from '../backend/gradient-check.ts'

interface Moment {
  readonly gradient: number
  readonly rate: number
}

const KEY = 'layer/kernel'

const SPEC: WeightSpec = {
  key: KEY,
  layer: 'layer',
  weight: 'kernel',
  shape: [2],
  trainable: true,
  regularized: true,
  initializer: 'zeros',
}

/** Values of one weight after each update by our optimizer. */
function ours(config: OptimizerConfig, start: number, moments: readonly Moment[]): number[] {
  return tf.tidy(() => {
    let weights: ReadonlyMap<string, Tensor> = new Map([[KEY, tf.tensor1d([start, start])]])
    let slots: ReadonlyMap<string, Tensor> = new Map(
      slotSpecs(config, [SPEC]).map(({ key, shape }) => [key, tf.zeros([...shape])]),
    )
    return moments.map(({ gradient, rate }) => {
      const gradients = new Map([[KEY, tf.tensor1d([gradient, gradient])]])
      const updated = updateWeights(
        config,
        { rate: tf.scalar(rate) as Scalar, rateOf: () => 1 },
        weights,
        gradients,
        slots,
      )
      expect([...updated.slots.keys()].sort()).toEqual([...slots.keys()].sort())
      weights = updated.weights
      slots = updated.slots
      return weights.get(KEY)?.dataSync()[1] ?? NaN
    })
  })
}

type Rule = (weight: number, moment: Moment, step: number) => number

/** The formulas of `keras/src/optimizers/{sgd,rmsprop,adam}.py`, 3.15, in double precision. */
function keras(config: OptimizerConfig): Rule {
  let momentum = 0
  let velocity = 0
  switch (config.kind) {
    case 'sgd':
      return (weight, { gradient, rate }) => {
        if (config.momentum === 0) return weight - gradient * rate
        momentum = momentum * config.momentum - gradient * rate
        return weight + (config.nesterov ? momentum * config.momentum - gradient * rate : momentum)
      }
    case 'rmsprop':
      return (weight, { gradient, rate }) => {
        velocity = config.rho * velocity + (1 - config.rho) * gradient ** 2
        const increment = (rate * gradient) / Math.sqrt(velocity + config.epsilon)
        if (config.momentum === 0) return weight - increment
        momentum = config.momentum * momentum + increment
        return weight - momentum
      }
    case 'adam':
      return (weight, { gradient, rate }, step) => {
        const alpha = (rate * Math.sqrt(1 - config.beta2 ** step)) / (1 - config.beta1 ** step)
        momentum += (gradient - momentum) * (1 - config.beta1)
        velocity += (gradient ** 2 - velocity) * (1 - config.beta2)
        return weight - (momentum * alpha) / (Math.sqrt(velocity) + config.epsilon)
      }
  }
}

function expected(config: OptimizerConfig, start: number, moments: readonly Moment[]): number[] {
  const rule = keras(config)
  let weight = start
  return moments.map((moment, index) => (weight = rule(weight, moment, index + 1)))
}

const CONFIGS: readonly OptimizerConfig[] = [
  { kind: 'sgd', momentum: 0, nesterov: false },
  { kind: 'sgd', momentum: 0.9, nesterov: false },
  { kind: 'sgd', momentum: 0.9, nesterov: true },
  { kind: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-7 },
  { kind: 'rmsprop', rho: 0.9, momentum: 0.9, epsilon: 0.1 },
  { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
]

/** Gradients of changing sign and size under a rate that changes in the middle. */
const MOMENTS = Array.from({ length: 20 }, (_, index) => {
  return { gradient: Math.sin(index * 1.7) * 10 ** ((index % 5) - 3), rate: index < 10 ? 0.1 : 0.01 }
})

describe.each(CONFIGS)('%j', (config) => {
  it('moves a weight as Keras 3.15 over twenty steps with a change of rate', () => {
    const received = ours(config, 0.5, MOMENTS)
    expected(config, 0.5, MOMENTS).forEach((value, index) => {
      expect(Math.abs((received[index] ?? NaN) - value), `step ${index + 1}`).toBeLessThan(1e-5)
    })
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(() => ours(config, 1, MOMENTS.slice(0, 2)))).toEqual({ tfjs: 0, native: 0 })
  })
})

describe('where tfjs parts from Keras', () => {
  it('SGD keeps the rate inside the velocity, so that an old velocity keeps its old rate', () => {
    const config: OptimizerConfig = { kind: 'sgd', momentum: 0.9, nesterov: false }
    const [, after] = ours(config, 0, [
      { gradient: 1, rate: 1 },
      { gradient: 1, rate: 0.1 },
    ])
    // -1, then 0.9 · -1 - 0.1; with the rate outside the velocity it would be -1 - 0.1 · 1.9 = -1.19.
    expect(after).toBeCloseTo(-2, 6)
  })

  it('Adam keeps its epsilon beside the uncorrected root, which counts at small gradients', () => {
    const config: OptimizerConfig = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }
    const [after] = ours(config, 0, [{ gradient: 1e-6, rate: 1e-3 }])
    expect(after).toBeCloseTo(-2.4e-4, 6)
    const stock = tf.tidy(() => {
      const weight = tf.variable(tf.scalar(0))
      tf.train.adam(1e-3, 0.9, 0.999, 1e-7).applyGradients([{ name: weight.name, tensor: tf.scalar(1e-6) }])
      const [value] = weight.dataSync()
      weight.dispose()
      return value
    })
    expect(stock).toBeCloseTo(-9.1e-4, 5)
  })
})

describe('slotSpecs', () => {
  const keys = (config: OptimizerConfig) => slotSpecs(config, [SPEC]).map(({ key }) => key)

  it('names what each optimizer keeps', () => {
    expect(CONFIGS.map(keys)).toEqual([
      [],
      ['layer/kernel/momentum'],
      ['layer/kernel/momentum'],
      ['layer/kernel/velocity'],
      ['layer/kernel/velocity', 'layer/kernel/momentum'],
      ['optimizer/iterations', 'layer/kernel/momentum', 'layer/kernel/velocity'],
    ])
  })
})
