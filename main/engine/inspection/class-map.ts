import type { Tensor } from '@tensorflow/tfjs-node'
import type { z } from 'zod'
import type { ClassMap, classMapArgsSchema } from '../../../shared/contract/inspection/class-map.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { rankBy } from '../../../shared/inspection/map-tiles.ts'
import { toBytes } from '../../../shared/pictures/value-scale.ts'
import { resizeMap } from '../../../shared/inspection/resize-map.ts'
import { scoped } from '../backend/scoped.ts'
import { imageTensor, type Activations } from './activations.ts'
import { gradCam } from './grad-cam.ts'
import { classMapLayer, layerOf, type InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'
import { occlude, type Turn } from './occlusion.ts'

type Options = Omit<z.output<typeof classMapArgsSchema>, 'model' | 'image'>

/** Where in an image the evidence for a class is. `option-invalid` for a class that isn't there, or a layer without a map. */
export async function classMap(
  model: InspectedModel,
  image: LoadedImage,
  options: Options,
  activations: Activations,
  turn: Turn,
): Promise<Result<ClassMap>> {
  const startMs = performance.now()
  const { logits, probabilities } = activations.classes(model, image)
  const classIndex = options.classIndex ?? rankBy(logits)[0] ?? 0
  const { againstIndex, method } = options
  for (const index of [classIndex, againstIndex ?? 0]) {
    if (index < probabilities.length) continue
    const allowed = `0 to ${probabilities.length - 1}`
    return fail('option-invalid', { option: 'class', received: String(index), allowed })
  }
  const target = { classIndex, againstIndex }
  const layer = method === 'grad-cam' ? chosenLayer(model, options.layer) : succeed(null)
  if (!layer.ok) return layer
  const map =
    layer.value === null
      ? await occlude(model, image, target, options.cells, turn)
      : succeed(camOf(model, image, layer.value, target, activations))
  if (!map.ok) return map
  const { values, size } = map.value
  const maximum = values.reduce((most, value) => Math.max(most, value), 0)
  const overlay = resizeMap(values, size, [image.size, image.size])
  const told = (index: number) => ({ label: model.labels[index] ?? '', probability: probabilities[index] ?? 0 })
  return succeed({
    method,
    layer: layer.value,
    classIndex,
    ...told(classIndex),
    against: againstIndex === undefined ? null : { index: againstIndex, ...told(againstIndex) },
    values,
    size,
    maximum,
    overlay: toBytes(overlay, { low: 0, high: maximum > 0 ? maximum : 1, signed: false }),
    imageSize: image.size,
    durationMs: performance.now() - startMs,
  })
}

function chosenLayer(model: InspectedModel, chosen: string | undefined): Result<string> {
  const layer = chosen ?? classMapLayer(model) ?? ''
  const node = layerOf(model, layer)
  if (!node.ok) return node
  if (model.shapes.get(layer)?.length === 3) return succeed(layer)
  return fail('option-invalid', { option: 'layer', received: layer, allowed: 'a layer whose output is a map' })
}

function camOf(
  model: InspectedModel,
  image: LoadedImage,
  layer: string,
  target: { classIndex: number; againstIndex?: number | undefined },
  activations: Activations,
) {
  return scoped(() => {
    const known = new Map<string, Tensor>(activations.values(model, image, [layer, ...cutBefore(model, layer)]))
    known.set(model.input, imageTensor(model, image))
    return gradCam(model, known, layer, target)
  })
}

/** The last cut before a layer: what stands beside the layer on the way to the classes begins there. */
function cutBefore({ graph, cuts }: InspectedModel, layer: string): readonly string[] {
  const position = (name: string) => graph.nodes.findIndex((node) => node.name === name)
  const cut = cuts.findLast((name) => position(name) < position(layer))
  return cut === undefined ? [] : [cut]
}
