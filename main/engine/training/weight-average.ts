import type { Scalar, Tensor } from '@tensorflow/tfjs-node'
import type { WeightSpec } from '../../../shared/graph/weight-specs.ts'
import { tf } from '../backend/tensorflow.ts'
import type { WeightMap } from '../model/weight-map.ts'
import type { SlotSpec } from './optimizer.ts'

/** Steps that the averages hold; the first one's weights are taken whole. */
const STEPS = 'average/steps'
const AVERAGE = '/average'
/** In a checkpoint, whose weights are the averages: the weights that training goes on with. */
const TRAINED = '/trained'

/** The state that averages of these weights take, zero at the start. */
export function averageSpecs(trained: readonly WeightSpec[]): readonly SlotSpec[] {
  return [{ key: STEPS, shape: [] }, ...trained.map(({ key, shape }) => ({ key: key + AVERAGE, shape }))]
}

/** The averages among an optimizer's slots, by their weights' keys. */
export function averagesIn<Value>(slots: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const own = [...slots].filter(([key]) => key.endsWith(AVERAGE))
  return new Map(own.map(([key, value]) => [key.slice(0, -AVERAGE.length), value]))
}

/**
 * One step of each average: `decay · average + (1 - decay) · weight` with the weight after the step, as Keras' `use_ema`
 * has it; the first step takes the weight itself. Moving statistics are averages already.
 */
export function updateAverages(
  decay: number,
  weights: ReadonlyMap<string, Tensor>,
  slots: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const steps = slots.get(STEPS) as Scalar
  const kept = tf.mul(tf.minimum(steps, 1), decay)
  const taken = tf.sub(1, kept)
  const updated = new Map<string, Tensor>([[STEPS, tf.add(steps, 1)]])
  for (const [key, average] of averagesIn(slots)) {
    updated.set(key + AVERAGE, tf.add(tf.mul(average, kept), tf.mul(weights.get(key) as Tensor, taken)))
  }
  return updated
}

/** What a checkpoint keeps: the averages as its weights, so that whoever reads it gets what was validated. */
export function keptState(weights: WeightMap, slots: WeightMap): { weights: WeightMap; slots: WeightMap } {
  const averages = (slots.get(STEPS)?.[0] ?? 0) > 0 ? averagesIn(slots) : new Map<string, Float32Array>()
  if (averages.size === 0) return { weights, slots }
  const kept = new Map(slots)
  for (const key of averages.keys()) {
    kept.delete(key + AVERAGE)
    kept.set(key + TRAINED, weights.get(key) as Float32Array)
  }
  return { weights: new Map([...weights, ...averages]), slots: kept }
}

/** The weights that training goes on with. */
export function trainedWeights({ weights, slots }: { weights: WeightMap; slots: WeightMap }): WeightMap {
  const trained = [...slots].filter(([key]) => key.endsWith(TRAINED))
  return new Map([...weights, ...trained.map(([key, values]) => [key.slice(0, -TRAINED.length), values] as const)])
}

/** The optimizer's own state of a checkpoint: with the averages in their places. */
export function trainedSlots({ weights, slots }: { weights: WeightMap; slots: WeightMap }): WeightMap {
  return new Map(
    [...slots].map(([key, values]) => {
      if (!key.endsWith(TRAINED)) return [key, values]
      const weight = key.slice(0, -TRAINED.length)
      return [weight + AVERAGE, weights.get(weight) as Float32Array]
    }),
  )
}
