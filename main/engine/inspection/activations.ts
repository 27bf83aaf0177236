import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { pixelTensor, preprocess } from '../backend/input-ops.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { InputBatch } from '../model/batch-input.ts'
import type { InspectedModel } from './inspected-model.ts'
import { layerValues, LOGITS } from './layer-values.ts'
import type { LoadedImage } from './load-image.ts'
import { createTensorCache } from './tensor-cache.ts'
import { isWholePassReady, wholePass } from './whole-pass.ts'

/** Some images of a full network at 299 pixels: 20 MB each for the cuts, up to 11 MB for a layer that was looked at. */
const CACHE_BYTES = 256 * 1024 * 1024

/** What layers say of single images. A second look at the same image, layer and weights costs nothing. */
export interface Activations {
  /** A layer's map `[height · width · channels]`, channels last, or a vector. A copy. */
  read(model: InspectedModel, image: LoadedImage, layer: string): Float32Array
  /** Several layers in one pass, each handed on as soon as all are there; in the tidy around. */
  values(model: InspectedModel, image: LoadedImage, layers: readonly string[]): ReadonlyMap<string, Tensor>
  /** Logits and probabilities. */
  classes(model: InspectedModel, image: LoadedImage): { logits: Float32Array; probabilities: Float32Array }
  clear(): void
}

export function createActivations(): Activations {
  const cache = createTensorCache(CACHE_BYTES)

  const values: Activations['values'] = (model, image, layers) => {
    const keyOf = (layer: string) => `${model.key}|${image.key}|${layer}`
    const given = new Map<string, Tensor>()
    for (const layer of new Set([...layers, ...model.cuts])) {
      const known = cache.get(keyOf(layer))
      // A clone outlives its place in the cache, which what is learned below may take.
      if (known) given.set(layer, tf.clone(known))
    }
    const learn = (found: ReadonlyMap<string, Tensor>) => {
      for (const [layer, tensor] of found) {
        given.set(layer, tensor)
        if (layer !== model.input) cache.set(keyOf(layer), tensor)
      }
    }
    const missing = () => layers.filter((layer) => !given.has(layer))
    if (missing().length > 0) {
      given.set(model.input, imageTensor(model, image))
      if (isWorthWholePass(model, given, missing())) learn(wholePass(model, image.pixels))
      // The cuts on the way cost nothing but their memory, and save the way to the next layer that is asked for.
      const cuts = cutsBefore(model, missing()).filter((cut) => !given.has(cut))
      learn(layerValues(model, given, [...new Set([...missing(), ...cuts])]))
    }
    return new Map(layers.map((layer) => [layer, given.get(layer) as Tensor]))
  }

  return {
    values,
    read: (model, image, layer) =>
      // What an op computed is copied out of TensorFlow's memory at each reading.
      scoped(() => (values(model, image, [layer]).get(layer) as Tensor).dataSync<'float32'>()),
    classes: (model, image) =>
      scoped(() => {
        const logits = values(model, image, [LOGITS]).get(LOGITS) as Tensor
        return {
          logits: logits.dataSync<'float32'>().slice(),
          probabilities: tf.softmax(logits).dataSync<'float32'>().slice(),
        }
      }),
    clear: () => cache.clear(),
  }
}

/** An image as a network's input, `[1, size, size, 3]`, in the tidy around. */
export function imageTensor({ graph }: InspectedModel, { pixels, size }: LoadedImage): Tensor4D {
  return preprocess(pixelTensor(pixels, 1, size), graph.preprocessing)
}

/** A batch as a network's input. */
export function batchTensor({ graph, inputSize }: InspectedModel, { pixels, count }: InputBatch): Tensor4D {
  return preprocess(pixelTensor(pixels, count, inputSize), graph.preprocessing)
}

/** Op by op is quicker for less than half of the network. */
function isWorthWholePass(
  model: InspectedModel,
  given: ReadonlyMap<string, Tensor>,
  layers: readonly string[],
): boolean {
  const open = layers.length > 0 ? cutsBefore(model, layers).filter((cut) => !given.has(cut)) : []
  return open.length * 2 > model.cuts.length && isWholePassReady(model)
}

/** Cuts that stand before the last of some layers. */
function cutsBefore({ graph, cuts }: InspectedModel, layers: readonly string[]): readonly string[] {
  if (layers.includes(LOGITS)) return cuts
  const position = new Map(graph.nodes.map(({ name }, index) => [name, index]))
  const last = Math.max(...layers.map((layer) => position.get(layer) ?? 0))
  return cuts.filter((cut) => (position.get(cut) ?? 0) < last)
}
