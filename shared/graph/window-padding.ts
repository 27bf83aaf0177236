import { windowOutputSize } from './infer-shapes.ts'
import type { PoolPadding } from './layer-graph.ts'

/**
 * Values that a window sees before and after `size` real ones. SAME: TensorFlow's, an odd one more at the end. VALID:
 * none. Symmetric: half the window on both sides.
 */
export function windowPadding(
  size: number,
  window: number,
  stride: number,
  padding: PoolPadding,
): readonly [before: number, after: number] {
  if (padding === 'valid') return [0, 0]
  if (padding === 'symmetric') return [Math.floor(window / 2), Math.floor(window / 2)]
  const total = Math.max((windowOutputSize(size, window, stride, padding) - 1) * stride + window - size, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}
