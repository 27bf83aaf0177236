import { shapeSize, type WeightSpec } from '../../../shared/graph/weight-specs.ts'
import { createRandom, deriveSeed } from '../../../shared/training/random.ts'

/** Fans as `keras.initializers` counts them: all but the last two axes of a kernel are its receptive field. */
function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [inputs = 1, outputs = 1] = shape.slice(-2)
  const field = shapeSize(shape.slice(0, -2))
  return { fanIn: inputs * field, fanOut: outputs * field }
}

/**
 * A weight's first values, by its Keras initializer: zeros, ones, or Glorot's uniform (±√(6 / (fan in + fan out))). Each
 * weight draws from a stream of its own, so adding a layer does not change the others.
 */
export function initializeWeight(spec: WeightSpec, seed: number): Float32Array {
  const values = new Float32Array(shapeSize(spec.shape))
  switch (spec.initializer) {
    case 'zeros':
      return values
    case 'ones':
      return values.fill(1)
    case 'glorot-uniform': {
      const { fanIn, fanOut } = fans(spec.shape)
      const limit = Math.sqrt(6 / (fanIn + fanOut))
      const random = createRandom(deriveSeed(seed, spec.key))
      return values.map(() => (2 * random.next() - 1) * limit)
    }
  }
}
