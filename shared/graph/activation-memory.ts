import type { Shape } from './layer-graph.ts'
import { shapeSize } from './weight-specs.ts'

const FLOAT_BYTES = 4

/** Bytes of a layer's output for one image, as 32-bit floats: what has to be held while somebody still reads it. */
export function activationBytes(shape: Shape): number {
  return FLOAT_BYTES * shapeSize(shape)
}

/**
 * Bytes of the outputs of some layers together, for one image. Training would keep about as much if every map were kept;
 * the forecast knows better which are (`forecast-memory.ts`).
 */
export function activationBytesOf(layers: readonly { readonly outputShape: Shape }[]): number {
  return layers.reduce((sum, { outputShape }) => sum + activationBytes(outputShape), 0)
}
