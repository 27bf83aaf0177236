import { z } from 'zod'
import type { Preprocessing } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'
import type { FlatLayer, FlatModel } from './flatten-model.ts'

/** What a `Resizing` layer that reads the images says of them. */
export interface InputResize {
  readonly layer: string
  /** `[height, width]` of what it makes. */
  readonly size: readonly [number, number]
  readonly resize: Preprocessing['resize']
}

const side = z.int().min(1).max(100_000)
const resizing = z.object({
  height: side,
  width: side,
  interpolation: z.literal(['bilinear', 'nearest'], 'only bilinear and nearest are read').default('bilinear'),
  antialias: z.boolean().default(false),
  crop_to_aspect_ratio: z.literal(false, 'images are stretched').default(false),
  pad_to_aspect_ratio: z.literal(false, 'images are stretched').default(false),
})

/**
 * The layer that brings images of any size to the network's, if a model begins with one; it becomes the preprocessing.
 * Throws `InvalidModel` for one that does what preprocessing can't say.
 */
export function findInputResize({ layers, input }: FlatModel): InputResize | null {
  const readers = layers.filter((layer) => layer.inputs.includes(input))
  const [layer] = readers
  if (readers.length !== 1 || layer?.className !== 'Resizing') return null
  const what = `layer "${layer.name}" (Resizing)`
  const { height, width, interpolation, antialias } = checkValue(layer.config, resizing, what)
  if (antialias && interpolation === 'nearest') throw new InvalidModel(`${what}: nearest has no antialiasing`)
  return { layer: layer.name, size: [height, width], resize: antialias ? 'bilinear-antialias' : interpolation }
}

/** Whether the model's input takes any size, or the one that comes out: else images would be resized twice. */
export function checkResize(
  { layer, size }: InputResize,
  { name }: FlatLayer,
  sides: readonly (number | null)[],
): void {
  if (sides.some((own, axis) => own !== null && own !== size[axis])) {
    const detail = `resizes the [${sides.join(', ')}] of "${name}", which is done once here`
    throw new InvalidModel(`layer "${layer}" (Resizing) ${detail}`)
  }
}
