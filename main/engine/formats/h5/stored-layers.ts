import type { File, Group } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { ask } from '../keras/hdf5.ts'
import { groupIn, storedDataset } from '../keras/stored-dataset.ts'
import { layersByName, type StoredLayer } from '../mapping/stored-layer.ts'
import { readNames } from './names-attribute.ts'

/** The group of a legacy file that holds the layers: of a whole model or of weights alone. Null: it is none. */
export function legacyRoot(file: File): Group | null {
  const root = groupIn(file, 'model_weights') ?? file
  return readNames(root, 'layer_names') === null ? null : root
}

/**
 * The layers of a legacy H5 file, in the order of its `layer_names`; each group's `weight_names` are paths from it. A
 * model inside another has one group with the weights of all its layers. Throws `InvalidModel`.
 */
export function legacyStoredLayers(root: Group): readonly StoredLayer[] {
  return (readNames(root, 'layer_names') ?? []).flatMap((top) => {
    const group = groupIn(root, top)
    if (!group) throw new InvalidModel(`its layer "${top}" has no group`)
    const weights = (readNames(group, 'weight_names') ?? []).map((name) => {
      const weight = storedDataset(
        ask(() => group.get(name)),
        name,
        `${top}/${name}`,
      )
      if (!weight) throw new InvalidModel(`${top}/${name} is not there`)
      return weight
    })
    return layersByName(weights, top)
  })
}
