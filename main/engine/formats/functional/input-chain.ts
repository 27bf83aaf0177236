import type { FlatLayer, FlatModel } from './flatten-model.ts'
import { compose, isUniform, RAW, type Scaling } from './input-scaling.ts'

/** What happens to the pixels before the first real layer: nothing else may read what lies between. */
export interface InputChain {
  /** A layer that does nothing stands in the chain, or not. */
  pass(layer: FlatLayer): void
  /**
   * A scaling: true where it is part of the chain and needs no node. One that comes first takes what `first` makes of
   * pixels.
   */
  scale(layer: FlatLayer, scaling: Scaling, first?: Scaling): boolean
  /** Whether a layer reads the pixels and nothing has scaled them. */
  readsPixels(layer: FlatLayer): boolean
  /** The chain is over. Returns the scaling if channels differ in it, which preprocessing can't say, and its last layer. */
  end(): { readonly layer: string; readonly scaling: Scaling } | null
  /** The scaling that became the model's preprocessing; pixels as they are where a node does it; null for no chain. */
  result(): { readonly scale: number; readonly offset: number } | null
}

export function createInputChain({ layers, input, outputs }: FlatModel): InputChain {
  const readers = new Map<string, number>(outputs.map((output) => [output, 1]))
  for (const name of layers.flatMap((layer) => layer.inputs)) readers.set(name, (readers.get(name) ?? 0) + 1)
  let last: string | null = input
  let scaling: Scaling | null = null
  let closed = false

  /** Goes one layer on if that alone reads the last one. */
  const follows = ({ name, inputs }: FlatLayer) => {
    if (closed || last === null || inputs.length !== 1 || inputs[0] !== last || readers.get(last) !== 1) return false
    last = name
    return true
  }
  return {
    pass: (layer) => void follows(layer),
    scale(layer, own, first = RAW) {
      if (!follows(layer)) return false
      scaling = compose(scaling ?? first, own)
      return true
    },
    readsPixels: ({ inputs }) => !closed && scaling === null && inputs[0] === last,
    end() {
      if (closed) return null
      closed = true
      return scaling && last !== null && !isUniform(scaling) ? { layer: last, scaling } : null
    },
    result() {
      if (!scaling) return null
      return isUniform(scaling)
        ? { scale: scaling.scale[0] ?? 1, offset: scaling.offset[0] ?? 0 }
        : { scale: 1, offset: 0 }
    },
  }
}
