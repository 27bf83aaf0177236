import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import type { LayerGraph, Shape } from '../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../shared/graph/weight-specs.ts'
import { pixelTensor, preprocess } from '../backend/input-ops.ts'
import type { Feed } from '../backend/program.ts'
import { backend, tf } from '../backend/tensorflow.ts'
import type { Batch } from '../dataset/batches.ts'

export type InputBatch = Pick<Batch, 'pixels' | 'indices' | 'count'>

/** How a batch comes into a network: as its images' pixels, or as features that were computed from them before. */
export interface BatchInput {
  readonly name: 'pixels' | 'features'
  /** What the network's first layer is given for `samples` images, in the tidy around; rows without an image are zero. */
  feed(batch: InputBatch, samples: number): Feed
  /** The fed tensor as the network reads it. */
  decode(tensor: Tensor): Tensor4D
}

/** RGB bytes, cast and scaled inside the graph: a quarter of the traffic of floats. */
export function pixelInput({
  inputShape,
  preprocessing,
}: Pick<LayerGraph, 'inputShape' | 'preprocessing'>): BatchInput {
  const [size = 0] = inputShape
  return {
    name: 'pixels',
    feed: ({ pixels, count }, samples) => ({
      name: 'pixels',
      tensor: pixelTensor(count < samples ? padded(pixels, samples * size * size * 3) : pixels, samples, size),
      dtype: backend.binding.TF_UINT8,
    }),
    decode: (tensor) => preprocess(tensor as Tensor4D, preprocessing),
  }
}

/** Rows of features by the index of the image in the dataset. */
export interface FeatureRows {
  readonly shape: Shape
  /** Fills `into` with an image's features. Throws where there are none: a bug of the caller. */
  read(index: number, into: Float32Array): void
}

export function featureInput(rows: FeatureRows): BatchInput {
  const length = shapeSize(rows.shape)
  return {
    name: 'features',
    feed: ({ indices, count }, samples) => {
      const values = new Float32Array(samples * length)
      for (let row = 0; row < count; row++) {
        rows.read(indices[row] ?? -1, values.subarray(row * length, (row + 1) * length))
      }
      return { name: 'features', tensor: tf.tensor(values, [samples, ...rows.shape]) }
    },
    decode: (tensor) => tensor as Tensor4D,
  }
}

function padded(pixels: Uint8Array, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes)
  whole.set(pixels)
  return whole
}
