import type { Kernels } from '../contract/inspection/maps.ts'
import { rankBy, scaleOf } from './map-tiles.ts'

/** More planes than a colour picture has are shown as their mean. */
const MOST_PLANES = 3

/** A weight `[height, width, inputs, outputs]`; a matrix is `[1, 1, inputs, outputs]`. */
export interface KernelWeight {
  readonly values: Float32Array
  readonly shape: readonly [number, number, number, number]
  /** A kernel for each input channel, of one plane: `[height, width, channels, 1]`. */
  readonly depthwise: boolean
}

export interface KernelPage {
  readonly layer: string
  readonly part: Kernels['part']
  readonly rank: 'norm' | 'channel'
  readonly offset: number
  readonly count: number
}

/** A page of kernels in an order, on the one scale of all kernels of the layer. Mixing rows are `[1, inputs]`. */
export function kernelPage(weight: KernelWeight, { layer, part, rank, offset, count }: KernelPage): Kernels {
  const { values, shape, depthwise } = weight
  const [height, width, inputs, outputs] = shape
  const [total, planes] = depthwise ? [inputs, 1] : [outputs, inputs]
  const mixing = part === 'mixing'
  const averaged = !mixing && planes > MOST_PLANES
  const shown = averaged || mixing ? 1 : planes
  const length = mixing ? inputs : shown * height * width
  const all = new Float32Array(total * length)
  const norms = new Float64Array(total)
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        const value = values[(pixel * inputs + input) * outputs + output] as number
        const kernel = depthwise ? input : output
        norms[kernel] = (norms[kernel] as number) + value * value
        const plane = depthwise || averaged ? 0 : input
        const at = kernel * length + (mixing ? input : plane * height * width + pixel)
        all[at] = (all[at] as number) + (averaged ? value / planes : value)
      }
    }
  }
  const lengths = Float32Array.from(norms, Math.sqrt)
  const order = rank === 'norm' ? rankBy(lengths) : [...lengths.keys()]
  const chosen = order.slice(offset, offset + count)
  const page = new Float32Array(chosen.length * length)
  for (const [place, kernel] of chosen.entries()) {
    page.set(all.subarray(kernel * length, (kernel + 1) * length), place * length)
  }
  const largest = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  return {
    ...{ layer, part, total, offset, order, averaged, values: page },
    size: mixing ? [1, inputs] : [height, width],
    planes: shown,
    count: chosen.length,
    norms: lengths,
    scale: scaleOf({ minimum: -largest, maximum: largest }),
  }
}
