import { InvalidModel } from '../invalid-model.ts'
import { numberedName } from './numbered-name.ts'
import type { StoredLayer, StoredWeight, WantedLayer, WantedWeight } from './stored-layer.ts'

export interface Match {
  readonly wanted: WantedLayer
  readonly by: 'place' | 'name' | 'order'
  readonly pairs: readonly { readonly wanted: WantedWeight; readonly stored: StoredWeight }[]
}

export interface Matching {
  readonly matches: readonly Match[]
  readonly missing: readonly WantedLayer[]
  readonly unused: readonly StoredLayer[]
}

/**
 * Finds each layer's weights in a file: at its place in Keras 3's numbering, else by its name, else by the order of what
 * is left, always with equal shapes. Throws `InvalidModel` where a name or a place leads to another shape, and where an
 * order would be a guess.
 */
export function matchLayers(wanted: readonly WantedLayer[], stored: readonly StoredLayer[]): Matching {
  const matches: Match[] = []
  let left = { wanted: [...wanted], stored: stored.filter((layer) => layer.weights.length > 0) }
  const take = (by: Match['by'], find: (layer: WantedLayer) => StoredLayer | undefined) => {
    const taken = new Set<StoredLayer>()
    const missing = left.wanted.filter((layer) => {
      const found = find(layer)
      if (!found || taken.has(found)) return true
      matches.push({ wanted: layer, by, pairs: pairsOf(layer, found) })
      taken.add(found)
      return false
    })
    left = { wanted: missing, stored: left.stored.filter((layer) => !taken.has(layer)) }
  }
  const places = new Map(left.stored.map((layer) => [layer.place, layer]))
  take('place', ({ place }) => (place === null ? undefined : places.get(place)))
  const names = Map.groupBy(left.stored, ({ name }) => name)
  take('name', (layer) => onlyOne(names.get(layer.name), layer))
  const order = inOrder(left.wanted, left.stored)
  take('order', (layer) => order.get(layer))
  return { matches, missing: left.wanted, unused: left.stored }
}

/** Layers in two nested models may share a name: the model around decides, and where it can't, nothing does. */
function onlyOne(found: readonly StoredLayer[] | undefined, { top }: WantedLayer): StoredLayer | undefined {
  const within = found?.filter((layer) => layer.top === null || top === null || layer.top === top)
  return within?.length === 1 ? within[0] : undefined
}

/**
 * What is left, by shapes: where as many are stored as are wanted, in order. Several of the same shapes are told apart
 * only when everything that is left comes in the same sequence on both sides, and their own numbers don't say otherwise.
 */
function inOrder(
  wanted: readonly WantedLayer[],
  stored: readonly StoredLayer[],
): ReadonlyMap<WantedLayer, StoredLayer> {
  const storedBy = Map.groupBy(stored, signature)
  const wantedBy = Map.groupBy(wanted, signature)
  const relevant = stored.filter((layer) => wantedBy.has(signature(layer)))
  const sameSequence =
    wanted.length === relevant.length &&
    wanted.every((layer, index) => signature(layer) === signature(relevant[index] as StoredLayer))
  const order = new Map<WantedLayer, StoredLayer>()
  for (const [shapes, layers] of wantedBy) {
    const found = storedBy.get(shapes) ?? []
    if (found.length === 0) continue
    const inSequence = layers.length === 1 || (sameSequence && !contradicted(found))
    if (found.length !== layers.length || !inSequence) {
      const names = layers.map(({ name }) => `"${name}"`).join(', ')
      throw new InvalidModel(
        `${found.length} layers of the shapes ${shapes} could be ${names}, and nothing tells which is which`,
      )
    }
    layers.forEach((layer, index) => order.set(layer, found[index] as StoredLayer))
  }
  return order
}

/** Whether layers that are named alike are numbered in another order than they stand in: `conv2d_7` before `conv2d_3`. */
function contradicted(layers: readonly StoredLayer[]): boolean {
  const names = layers.map(({ name }) => numberedName(name ?? ''))
  return names.some(({ stem, number }, index) => {
    const before = names[index - 1]
    return before?.stem === stem && number < before.number
  })
}

const signature = ({ weights }: WantedLayer | StoredLayer) =>
  weights.map(({ shape }) => `[${shape.join(', ')}]`).join(' ')

/** Each wanted weight with the stored one of its name, or of its position where the file numbers them. */
function pairsOf(layer: WantedLayer, found: StoredLayer): Match['pairs'] {
  const numbered = found.weights.every(({ name }) => /^\d+$/.test(name))
  return layer.weights.map((wanted, index) => {
    const position = found.weights.find(({ name }) => name === String(index))
    const stored = numbered ? position : (byName(wanted, found) ?? found.weights[index])
    if (!stored) throw new InvalidModel(`it has no ${wanted.key}`)
    if (stored.shape.join() !== wanted.shape.join()) {
      const [has, wants] = [stored.shape, wanted.shape].map((shape) => `[${shape.join(', ')}]`)
      throw new InvalidModel(`${wanted.key} has the shape ${has}; its layer wants ${wants}`)
    }
    return { wanted, stored }
  })
}

/** Keras 2 calls a depthwise layer's kernel after its kind. */
function byName({ name }: WantedWeight, { weights }: StoredLayer): StoredWeight | undefined {
  const find = (wanted: string) => weights.find((weight) => weight.name === wanted)
  return find(name) ?? (name === 'kernel' ? find('depthwise_kernel') : undefined)
}
