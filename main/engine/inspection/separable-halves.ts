import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { channelOf } from '../../../shared/inspection/map-tiles.ts'
import type { Separable } from '../../../shared/inspection/separables.ts'
import { activate } from '../backend/activation-ops.ts'
import { convolve, convolveDepthwise } from '../backend/convolution-ops.ts'
import { scoped } from '../backend/scoped.ts'
import type { Activations } from './activations.ts'
import type { InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'

/** A map's values in JavaScript, `[height · width · channels]`. */
export interface PlainMap {
  readonly values: Float32Array
  readonly size: [number, number]
  readonly channels: number
}

/** What an image makes of a separable convolution, half by half. */
export interface Halves {
  readonly input: PlainMap
  /** Behind the first half, without and with what stands between. */
  readonly between: PlainMap
  readonly filtered: PlainMap
  readonly output: PlainMap
  /** `[inputs, outputs]`, and `[height, width, channels]`. */
  readonly mixing: Float32Array
  readonly kernels: Float32Array
  readonly bias: Float32Array | null
  /** One channel of the output, or of a layer among `behind`. */
  channel(layer: string, channel: number): Float32Array
}

/** Takes a separable convolution's halves one after the other; `behind` are layers whose maps are wanted too. */
export function takeHalves(
  model: InspectedModel,
  image: LoadedImage,
  separable: Separable,
  behind: readonly string[],
  activations: Activations,
): Halves {
  return scoped(() => {
    const weight = (key: string) => model.weights.get(key) as Tensor4D
    const found = activations.values(model, image, [separable.input, separable.output, ...behind])
    const input = found.get(separable.input) as Tensor4D
    const { bias, window } = separable
    const first = { bias: separable.order.startsWith(bias?.half ?? 'none') ? weight(bias?.key ?? '') : undefined }
    const between =
      separable.order === 'depthwise-first'
        ? convolveDepthwise(input, weight(separable.depthwiseKernel), window, first as never)
        : convolve(input, weight(separable.pointwiseKernel), { strides: [1, 1], padding: 'valid' }, first as never)
    const filtered = separable.between ? activate(between, separable.between) : between
    const maps = new Map([...found].map(([layer, tensor]) => [layer, plainMap(tensor)]))
    return {
      input: plainMap(input),
      between: plainMap(between),
      filtered: plainMap(filtered),
      output: maps.get(separable.output) as PlainMap,
      mixing: weight(separable.pointwiseKernel).dataSync<'float32'>().slice(),
      kernels: weight(separable.depthwiseKernel).dataSync<'float32'>().slice(),
      bias: bias ? weight(bias.key).dataSync<'float32'>().slice() : null,
      channel: (layer, channel) => channelOf(maps.get(layer) as PlainMap, channel),
    }
  })
}

function plainMap(tensor: Tensor): PlainMap {
  const [, height = 1, width = 1, channels = 1] = tensor.shape
  return { values: tensor.dataSync<'float32'>(), size: [height, width], channels }
}
