import type { WeightSpec } from '../../../../shared/graph/weight-specs.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { FlatLayer } from './flatten-model.ts'

/** 512 MB: a small file may not fill the memory by calling a large layer again and again. */
const MOST_COPIED = 2 ** 27

/**
 * Weights of layers that are called more than once. Every node of a layer graph has its own: those of later calls become
 * copies of the first one's, which answers the same.
 */
export interface SharedWeights {
  /** By key, the key of what a weight is a copy of. */
  readonly copies: ReadonlyMap<string, string>
  /** True where a node's weights are copies; false for the first one of its layer. Throws `InvalidModel`. */
  copy(layer: FlatLayer, specs: readonly WeightSpec[]): boolean
}

export function createSharedWeights(): SharedWeights {
  const copies = new Map<string, string>()
  const firsts = new Map<string, readonly WeightSpec[]>()
  let copied = 0
  return {
    copies,
    copy({ name, className, weightsOf }, specs) {
      // Of calls that nothing reads no node was made, even if one of them is the first.
      const layer = weightsOf ?? name
      const first = firsts.get(layer)
      if (!first) {
        firsts.set(layer, specs)
        return false
      }
      const what = `layer "${layer}" (${className})`
      for (const [index, { key, shape }] of specs.entries()) {
        const own = first[index]
        if (own?.shape.join() !== shape.join())
          throw new InvalidModel(`${what} is called for inputs of different shapes`)
        copied += shapeSize(shape)
        copies.set(key, own.key)
      }
      if (copied > MOST_COPIED)
        throw new InvalidModel(`${what} is called so often that its copies do not fit in memory`)
      return true
    },
  }
}
