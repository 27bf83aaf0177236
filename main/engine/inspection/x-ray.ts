import type { z } from 'zod'
import type { XRay, xrayArgsSchema } from '../../../shared/contract/inspection/x-ray.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { channelStatistics, rangeOf } from '../../../shared/inspection/channel-statistics.ts'
import { scaleOf } from '../../../shared/inspection/map-tiles.ts'
import { cutByRelu } from '../../../shared/inspection/mixing.ts'
import type { Activations } from './activations.ts'
import { depthwiseFirst, pointwiseFirst } from './channel-parts.ts'
import { layerOf, mapShape, type InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'
import { normNumbers, separableFollowers } from './separable-followers.ts'
import { takeHalves, type PlainMap } from './separable-halves.ts'

type Options = Omit<z.output<typeof xrayArgsSchema>, 'model' | 'image'>

/**
 * Takes one output channel of a separable convolution apart. What is shown, added up, is the channel itself within 1e-5 of
 * its largest value; `error` says how near. `option-invalid` for a layer or a channel that isn't there.
 */
export function xRay(
  model: InspectedModel,
  image: LoadedImage,
  options: Options,
  activations: Activations,
): Result<XRay> {
  const startMs = performance.now()
  const separable = model.separables.find(({ name, nodes }) => name === options.layer || nodes.includes(options.layer))
  if (!separable) {
    const node = layerOf(model, options.layer)
    if (!node.ok) return node
    return fail('option-invalid', { option: 'layer', received: options.layer, allowed: 'a separable convolution' })
  }
  const [, , outputChannels] = mapShape(model, separable.output)
  const { outputChannel } = options
  if (outputChannel >= outputChannels) {
    const allowed = `0 to ${outputChannels - 1}`
    return fail('option-invalid', { option: 'outputChannel', received: String(outputChannel), allowed })
  }
  const { norm, activation } = separableFollowers(model, separable)
  const last = activation?.name ?? norm?.name ?? separable.output
  const halves = takeHalves(model, image, separable, [norm?.name ?? separable.output, last], activations)
  const parts =
    separable.order === 'depthwise-first'
      ? depthwiseFirst(halves, separable, options)
      : pointwiseFirst(halves, separable, options)
  const { between } = halves
  const cut = cutByRelu(between.values, between.channels)
  return succeed({
    layer: separable.name,
    order: separable.order,
    outputChannel,
    inputSize: halves.input.size,
    outputSize: halves.output.size,
    inputChannels: halves.input.channels,
    outputChannels,
    kernelSize: [separable.window.kernelSize[0], separable.window.kernelSize[1]],
    between: separable.between === 'relu' || separable.between === 'elu' ? separable.between : 'none',
    ...parts,
    norm: norm && normNumbers(model, norm, outputChannel),
    normalized: norm ? halves.channel(norm.name, outputChannel) : null,
    activation: activation && { layer: activation.name, name: activation.attributes.activation },
    output: halves.channel(last, outputChannel),
    scales: {
      input: scaleOfMap(halves.input),
      between: scaleOfMap(halves.filtered),
      output: scaleOf(rangeOf(channelStatistics(halves.channel(last, outputChannel), 1))),
    },
    cut,
    durationMs: performance.now() - startMs,
  })
}

const scaleOfMap = ({ values, channels }: PlainMap) => scaleOf(rangeOf(channelStatistics(values, channels)))
