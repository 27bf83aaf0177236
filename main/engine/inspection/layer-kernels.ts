import type { z } from 'zod'
import type { Kernels, kernelsArgsSchema } from '../../../shared/contract/inspection/maps.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { kernelPage } from '../../../shared/inspection/kernel-pages.ts'
import { kernelKey, kernelParts } from '../../../shared/inspection/kernel-parts.ts'
import { layerOf, type InspectedModel } from './inspected-model.ts'

/** A page of a layer's kernels. `option-invalid` for a layer that has none, or not of that part. */
export function layerKernels(
  model: InspectedModel,
  { layer, part, ...page }: Omit<z.output<typeof kernelsArgsSchema>, 'model'>,
): Result<Kernels> {
  const node = layerOf(model, layer)
  if (!node.ok) return node
  const parts = kernelParts(node.value)
  const chosen = part ?? parts[0]
  if (chosen === undefined || !parts.includes(chosen)) {
    const allowed = parts.length === 0 ? 'a layer with kernels' : parts.join(', ')
    return fail('option-invalid', { option: part === undefined ? 'layer' : 'part', received: part ?? layer, allowed })
  }
  const key = kernelKey(node.value, chosen)
  const kernel = model.weights.get(`${layer}/${key}`)
  if (!kernel) throw new Error(`${layer} has no weight ${key}`)
  const [inputs = 1, outputs = 1] = kernel.shape.slice(-2)
  const [height = 1, width = 1] = kernel.shape.length === 4 ? kernel.shape : []
  const depthwise = key === 'depthwise_kernel'
  const weight = { values: kernel.dataSync<'float32'>(), depthwise, shape: [height, width, inputs, outputs] as const }
  return succeed(kernelPage(weight, { layer, part: chosen, ...page }))
}
