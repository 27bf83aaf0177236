import type { LayerGraph, Resize } from './layer-graph.ts'

/** What an image file becomes for a network: the side of a square in pixels, and the way of bringing it to that. */
export interface ImageInput {
  readonly size: number
  readonly resize: Resize
}

/** Whatever turns files into a network's input takes this, so that all of it does so in the same way. */
export function imageInput({ inputShape, preprocessing }: LayerGraph): ImageInput {
  return { size: inputShape[0] ?? 0, resize: preprocessing.resize }
}
