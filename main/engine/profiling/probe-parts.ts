import type { PartWork } from '../../../shared/training/step-parts.ts'

const map = (batch: number, side: number, channels: number) => ({ batch, height: side, width: side, channels })
const window = (stride: 1 | 2, padding: 'same' | 'valid') => {
  return { window: [3, 3] as const, strides: [stride, stride] as const, padding }
}
const pointwise = (pixels: number, channels: number, filters: number): PartWork => {
  return { op: 'pointwise', pixels, channels, filters, inputGradient: true }
}
const depthwise = (batch: number, side: number, channels: number): PartWork => {
  return { op: 'depthwise', ...map(batch, side, channels), ...window(1, 'same'), inputGradient: true }
}
const normalization = (batch: number, side: number, channels: number): PartWork => {
  return { op: 'normalization', ...map(batch, side, channels) }
}
const activation = (batch: number, side: number, channels: number): PartWork => {
  return { op: 'activation', ...map(batch, side, channels), activation: 'relu' }
}
const pooling = (batch: number, side: number, channels: number): PartWork => {
  return { op: 'max-pooling', ...map(batch, side, channels), ...window(2, 'same') }
}
const convolution = (batch: number, side: number, channels: number, filters: number, stride: 1 | 2): PartWork => {
  const inputGradient = channels !== 3
  return { op: 'convolution', ...map(batch, side, channels), ...window(stride, 'valid'), filters, inputGradient }
}
const addition = (batch: number, side: number, channels: number): PartWork => {
  return { op: 'add', ...map(batch, side, channels) }
}
const subsampling = (batch: number, side: number, channels: number): PartWork => {
  return { op: 'subsampling', ...map(batch, side, channels), strides: [2, 2] }
}

/**
 * Kernels that the probe measures: for each that Xceptions consist of, shapes from the smallest to ones that no cache
 * holds, so that what a call, a value and a byte cost can be told apart. About three seconds on two cores.
 */
export const PROBE_PARTS: readonly PartWork[] = [
  pointwise(128, 64, 64),
  pointwise(512, 182, 182),
  pointwise(32, 768, 1024),
  pointwise(8192, 32, 64),
  pointwise(1024, 364, 364),
  pointwise(361, 728, 728),
  pointwise(32768, 64, 64),
  pointwise(65536, 64, 128),
  depthwise(16, 3, 256),
  depthwise(8, 8, 182),
  depthwise(4, 19, 728),
  depthwise(8, 30, 64),
  depthwise(2, 74, 256),
  depthwise(4, 147, 64),
  normalization(8, 3, 512),
  normalization(8, 14, 64),
  normalization(2, 19, 728),
  normalization(8, 60, 32),
  normalization(4, 147, 64),
  normalization(8, 4, 182),
  normalization(8, 15, 364),
  normalization(4, 37, 546),
  activation(8, 4, 182),
  activation(8, 15, 364),
  activation(4, 147, 64),
  pooling(8, 8, 364),
  pooling(8, 30, 128),
  pooling(2, 147, 128),
  subsampling(8, 15, 64),
  subsampling(8, 30, 128),
  subsampling(2, 147, 64),
  convolution(8, 32, 3, 8, 1),
  convolution(8, 64, 3, 16, 1),
  convolution(2, 299, 3, 32, 2),
  convolution(8, 30, 8, 16, 1),
  convolution(8, 46, 16, 32, 1),
  convolution(1, 149, 32, 64, 1),
  addition(8, 4, 182),
  addition(8, 15, 364),
  addition(2, 147, 128),
  { op: 'mean', ...map(8, 4, 512) },
  { op: 'mean', ...map(8, 10, 2048) },
]
