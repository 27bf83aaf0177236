import type { z } from 'zod'
import type { Kernels, kernelsArgsSchema } from '../../../shared/contract/inspection/maps.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { scaleOf } from '../../../shared/inspection/map-tiles.ts'
import { layerOf, type InspectedModel } from './inspected-model.ts'

/** More planes than a colour picture has are shown as their mean. */
const MOST_PLANES = 3

/** A page of a layer's spatial kernels. `option-invalid` for a layer that has none. */
export function layerKernels(
  model: InspectedModel,
  { layer, offset, count }: Omit<z.output<typeof kernelsArgsSchema>, 'model'>,
): Result<Kernels> {
  const node = layerOf(model, layer)
  if (!node.ok) return node
  const kernel =
    model.weights.get(`${layer}/depthwise_kernel`) ??
    (node.value.kind === 'dense' ? undefined : model.weights.get(`${layer}/kernel`))
  if (!kernel) return fail('option-invalid', { option: 'layer', received: layer, allowed: 'a convolution' })
  const [height = 1, width = 1, inputs = 1, outputs = 1] = kernel.shape
  const values = kernel.dataSync<'float32'>()
  // Depthwise kernels are [height, width, channels, 1]: a kernel for each channel, of one plane.
  const depthwise = node.value.kind !== 'conv2d'
  const [total, planes] = depthwise ? [inputs, 1] : [outputs, inputs]
  const averaged = planes > MOST_PLANES
  const shown = averaged ? 1 : planes
  const taken = Math.max(0, Math.min(count, total - offset))
  const pixels = height * width
  const pages = new Float32Array(taken * shown * pixels)
  for (let kept = 0; kept < taken; kept++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let plane = 0; plane < planes; plane++) {
        const [input, output] = depthwise ? [offset + kept, 0] : [plane, offset + kept]
        const value = values[(pixel * inputs + input) * outputs + output] ?? 0
        const at = (kept * shown + (averaged ? 0 : plane)) * pixels + pixel
        pages[at] = (pages[at] ?? 0) + (averaged ? value / planes : value)
      }
    }
  }
  const largest = pages.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return succeed({
    layer,
    size: [height, width],
    total,
    planes: shown,
    offset,
    count: taken,
    scale: scaleOf({ minimum: -(largest || 1), maximum: largest || 1 }),
    values: pages,
    averaged,
  })
}
