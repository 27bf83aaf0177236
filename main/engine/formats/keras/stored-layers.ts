import type { File, Group } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { numberedName } from '../mapping/numbered-name.ts'
import type { StoredLayer } from '../mapping/stored-layer.ts'
import { ask } from './hdf5.ts'
import { attributeOf } from './stored-attribute.ts'
import { groupIn, membersOf, storedDataset } from './stored-dataset.ts'

/** Keras 3's name of the groups of layers, and that of TensorFlow 2.12 and 2.13. */
const LAYERS = 'layers'
const OLD_LAYERS = '_layer_checkpoint_dependencies'

/** No real model comes near these; a file whose groups contain themselves ends here. */
const DEPTH_LIMIT = 16
const GROUP_LIMIT = 50_000

/** Whether a file is laid out as Keras 3's `save_weights` does. */
export function isKeras3Weights(file: File): boolean {
  return groupIn(file, LAYERS) !== null || groupIn(file, OLD_LAYERS) !== null
}

/**
 * The layers of a `.weights.h5` file, `layers/<class>_<n>/vars/<i>`, with those of models inside. Layers come as Keras
 * numbers them within a class. Throws `InvalidModel` where groups are too many or too deep.
 */
export function keras3StoredLayers(file: File): readonly StoredLayer[] {
  const layers: StoredLayer[] = []
  let groups = 0

  function visit(parent: Group, path: string, depth: number): void {
    const root = groupIn(parent, LAYERS) ?? groupIn(parent, OLD_LAYERS)
    if (!root) return
    if (depth > DEPTH_LIMIT) throw new InvalidModel(`its groups are nested over ${DEPTH_LIMIT} deep`)
    for (const name of membersOf(root).toSorted(byNumber)) {
      const layer = groupIn(root, name)
      if (!layer) continue
      if (++groups > GROUP_LIMIT) throw new InvalidModel(`it has over ${GROUP_LIMIT} groups`)
      const place = `${path}${LAYERS}/${name}`
      const vars = groupIn(layer, 'vars')
      if (vars) layers.push({ ...storedLayer(vars, place), inner: countParts(layer, depth) })
      visit(layer, `${place}/`, depth + 1)
    }
  }
  visit(file, '', 0)
  return layers

  /** Values below a layer's own: those of its parts, without the state of random generators and the models in it. */
  function countParts(layer: Group, depth: number): number {
    if (depth > DEPTH_LIMIT) throw new InvalidModel(`its groups are nested over ${DEPTH_LIMIT} deep`)
    let sum = 0
    for (const name of membersOf(layer)) {
      const part = [LAYERS, OLD_LAYERS, 'vars', 'seed_generator'].includes(name) ? null : groupIn(layer, name)
      if (!part) continue
      if (++groups > GROUP_LIMIT) throw new InvalidModel(`it has over ${GROUP_LIMIT} groups`)
      const own = groupIn(part, 'vars')
      const weights = own ? storedLayer(own, name).weights : []
      sum += weights.reduce((total, { shape }) => total + shapeSize(shape), 0) + countParts(part, depth + 1)
    }
    return sum
  }
}

function storedLayer(vars: Group, place: string): StoredLayer {
  const name = attributeOf(vars, 'name')
  const weights = membersOf(vars)
    .filter((key) => /^\d{1,4}$/.test(key))
    .toSorted((a, b) => Number(a) - Number(b))
    .flatMap(
      (key) =>
        storedDataset(
          ask(() => vars.get(key)),
          key,
          `${place}/vars/${key}`,
        ) ?? [],
    )
  return { name: typeof name === 'string' ? name : null, place, top: null, weights }
}

/** `conv2d_2` before `conv2d_10`. */
function byNumber(a: string, b: string): number {
  const [left, right] = [numberedName(a), numberedName(b)]
  if (left.stem !== right.stem) return left.stem < right.stem ? -1 : 1
  return left.number - right.number
}
