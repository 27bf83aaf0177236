import type { Scalar, Tensor } from '@tensorflow/tfjs-node'
import { assertNever } from '../../../shared/graph/assert-never.ts'
import type { Shape } from '../../../shared/graph/layer-graph.ts'
import type { WeightSpec } from '../../../shared/graph/weight-specs.ts'
import type { OptimizerConfig } from '../../../shared/training/training-config.ts'
import { tf } from '../backend/tensorflow.ts'

/** A part of the optimizer's state, zero at the start. Keyed `layer/weight/slot`, or `optimizer/slot`. */
export interface SlotSpec {
  readonly key: string
  readonly shape: Shape
}

export interface LearningRates {
  readonly rate: Scalar
  /** The share of it that a weight trains at. */
  rateOf(key: string): number
}

export interface OptimizerUpdate {
  readonly weights: ReadonlyMap<string, Tensor>
  readonly slots: ReadonlyMap<string, Tensor>
}

/** One weight's update: new weight and new slots, from its gradient and its slots. */
type Rule = (weight: Tensor, gradient: Tensor, slots: readonly Tensor[]) => readonly [Tensor, ...Tensor[]]

/** Steps done so far; Adam's bias correction counts with it. */
const ITERATIONS = 'optimizer/iterations'

/** Names of the slots that an optimizer keeps for each weight. */
function slotNames(config: OptimizerConfig): readonly string[] {
  switch (config.kind) {
    case 'sgd':
      return config.momentum === 0 ? [] : ['momentum']
    case 'rmsprop':
      return config.momentum === 0 ? ['velocity'] : ['velocity', 'momentum']
    case 'adam':
      return ['momentum', 'velocity']
    default:
      return assertNever(config)
  }
}

/** All state that an optimizer keeps for these weights. */
export function slotSpecs(config: OptimizerConfig, trained: readonly WeightSpec[]): readonly SlotSpec[] {
  const names = slotNames(config)
  const own = trained.flatMap(({ key, shape }) => names.map((name) => ({ key: `${key}/${name}`, shape })))
  return config.kind === 'adam' ? [{ key: ITERATIONS, shape: [] }, ...own] : own
}

/**
 * One update of all weights with a gradient, as Keras 3.15 defines it (`keras/src/optimizers`): the rate stands inside
 * SGD's velocity and RMSprop's momentum, epsilon under RMSprop's root but beside Adam's. Makes new tensors and leaves the
 * old ones alone; the caller's tidy owns what it does not take.
 */
export function updateWeights(
  config: OptimizerConfig,
  { rate, rateOf }: LearningRates,
  weights: ReadonlyMap<string, Tensor>,
  gradients: ReadonlyMap<string, Tensor>,
  slots: ReadonlyMap<string, Tensor>,
): OptimizerUpdate {
  const names = slotNames(config)
  const updated = { weights: new Map<string, Tensor>(), slots: new Map<string, Tensor>() }
  const iterations = slots.get(ITERATIONS) as Scalar | undefined
  const rules = new Map<number, Rule>()
  const ruleAt = (factor: number): Rule => {
    const rule = rules.get(factor) ?? createRule(config, factor === 1 ? rate : tf.mul(rate, factor), iterations)
    rules.set(factor, rule)
    return rule
  }
  if (iterations) updated.slots.set(ITERATIONS, tf.add(iterations, 1))
  for (const [key, gradient] of gradients) {
    const own = names.map((name) => slots.get(`${key}/${name}`) as Tensor)
    const [weight, ...state] = ruleAt(rateOf(key))(weights.get(key) as Tensor, gradient, own)
    updated.weights.set(key, weight)
    names.forEach((name, index) => updated.slots.set(`${key}/${name}`, state[index] as Tensor))
  }
  return updated
}

function createRule(config: OptimizerConfig, rate: Scalar, iterations: Scalar | undefined): Rule {
  switch (config.kind) {
    case 'sgd':
      return sgd(config, rate)
    case 'rmsprop':
      return rmsprop(config, rate)
    case 'adam':
      return adam(config, rate, iterations as Scalar)
    default:
      return assertNever(config)
  }
}

type ConfigOf<Kind extends OptimizerConfig['kind']> = Extract<OptimizerConfig, { kind: Kind }>

function sgd({ momentum, nesterov }: ConfigOf<'sgd'>, rate: Scalar): Rule {
  return (weight, gradient, [velocity]) => {
    const descent = tf.mul(gradient, rate)
    if (!velocity) return [tf.sub(weight, descent)]
    const next = tf.sub(tf.mul(velocity, momentum), descent)
    const move = nesterov ? tf.sub(tf.mul(next, momentum), descent) : next
    return [tf.add(weight, move), next]
  }
}

function rmsprop({ rho, momentum, epsilon }: ConfigOf<'rmsprop'>, rate: Scalar): Rule {
  return (weight, gradient, [velocity, inertia]) => {
    const next = tf.add(tf.mul(velocity as Tensor, rho), tf.mul(tf.square(gradient), 1 - rho))
    const increment = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(next, epsilon)))
    if (!inertia) return [tf.sub(weight, increment), next]
    const move = tf.add(tf.mul(inertia, momentum), increment)
    return [tf.sub(weight, move), next, move]
  }
}

function adam({ beta1, beta2, epsilon }: ConfigOf<'adam'>, rate: Scalar, iterations: Scalar): Rule {
  const step = tf.add(iterations, 1)
  const correction = tf.div(
    tf.sqrt(tf.sub(1, tf.pow(tf.scalar(beta2), step))),
    tf.sub(1, tf.pow(tf.scalar(beta1), step)),
  )
  const alpha = tf.mul(rate, correction)
  return (weight, gradient, [momentum, velocity]) => {
    const first = tf.add(momentum as Tensor, tf.mul(tf.sub(gradient, momentum as Tensor), 1 - beta1))
    const second = tf.add(velocity as Tensor, tf.mul(tf.sub(tf.square(gradient), velocity as Tensor), 1 - beta2))
    const move = tf.div(tf.mul(first, alpha), tf.add(tf.sqrt(second), epsilon))
    return [tf.sub(weight, move), first, second]
  }
}
