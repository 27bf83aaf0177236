import { isDeepStrictEqual } from 'node:util'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import type { FlatModel } from './flatten-model.ts'

/**
 * Output shapes that a file says, by layer: Keras 3 writes them beside what reads them. None for a layer whose outputs are
 * read in several shapes, such as a sequence and its state.
 */
export function saidShapes({ layers }: FlatModel): ReadonlyMap<string, Shape | null> {
  const said = new Map<string, Shape | null>()
  for (const { inputs, shapes } of layers) {
    inputs.forEach((input, index) => {
      const shape = shapes[index]
      if (!shape) return
      const before = said.get(input)
      said.set(input, before === undefined || isDeepStrictEqual(before, shape) ? shape : null)
    })
  }
  return said
}
