import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { InspectedModel } from './inspected-model.ts'
import { layerValues, LOGITS } from './layer-values.ts'

export interface CamTarget {
  readonly classIndex: number
  /** Subtracted: what speaks for the one class rather than for the other. */
  readonly againstIndex?: number | undefined
}

export interface Cam {
  /** `[height · width]` of the layer, none below zero. */
  readonly values: Float32Array
  readonly size: [number, number]
}

/**
 * Grad-CAM (Selvaraju et al., arXiv:1610.02391): the layer's channels, each by the mean of the gradient of the class' logit
 * over its map, added up and cut at zero. `known` holds the layer's value and whatever the way from it to the logits reads
 * beside it.
 */
export function gradCam(
  model: InspectedModel,
  known: ReadonlyMap<string, Tensor>,
  layer: string,
  { classIndex, againstIndex }: CamTarget,
): Cam {
  const map = known.get(layer) as Tensor4D
  const [, height, width] = map.shape
  const values = scoped(() => {
    const score = (x: Tensor): Tensor => {
      const given = new Map([...known, [layer, x]])
      const logits = layerValues(model, given, [LOGITS], { differentiable: true }).get(LOGITS) as Tensor
      const weights = Array.from({ length: logits.shape[1] ?? 0 }, (_, index) => {
        return (index === classIndex ? 1 : 0) - (index === againstIndex ? 1 : 0)
      })
      return tf.sum(tf.mul(logits, tf.tensor1d(weights)))
    }
    const gradient = tf.grad(score as never)(map) as Tensor4D
    const alphas = tf.mean(gradient, [1, 2], true)
    return tf
      .relu(tf.sum(tf.mul(map, alphas), 3))
      .dataSync<'float32'>()
      .slice()
  })
  return { values, size: [height, width] }
}
