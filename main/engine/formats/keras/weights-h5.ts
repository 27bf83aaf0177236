import { Dataset, Group, type Entity, type File } from 'h5wasm'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize, weightSpecs, type WeightSpec } from '../../../../shared/graph/weight-specs.ts'
import type { WeightMap } from '../../model/weight-map.ts'
import { InvalidModel } from '../invalid-model.ts'
import { buildHdf5, openHdf5 } from './hdf5.ts'
import { kerasGroups } from './layer-order.ts'

const FLOAT_CLASS = 1

/**
 * `model.weights.h5` as Keras 3.15 lays it out: a group for each layer, `layers/<class>_<n>/vars`, which carries the
 * layer's name and holds its weights as `0`, `1`, … in the layer's own order.
 */
export function buildWeights(graph: LayerGraph, weights: WeightMap): Promise<Uint8Array> {
  const specs = Map.groupBy(weightSpecs(graph), (spec) => spec.layer)
  return buildHdf5((file) => {
    file.create_group('vars').create_attribute('name', graph.name)
    file.create_group('layers')
    for (const [layer, group] of kerasGroups(graph)) {
      file.create_group(`layers/${group}`)
      const vars = file.create_group(`layers/${group}/vars`)
      vars.create_attribute('name', layer)
      specs.get(layer)?.forEach((spec, index) => {
        const data = weights.get(spec.key)
        if (!data) throw new Error(`the model has no weight ${spec.key}`)
        vars.create_dataset({ name: String(index), data, shape: [...spec.shape], dtype: '<f' })
      })
    }
  })
}

/** Reads the weights that a graph wants. Throws `InvalidModel` for one that is missing, misshaped or not float32. */
export async function readWeights(graph: LayerGraph, bytes: Uint8Array): Promise<WeightMap> {
  const specs = weightSpecs(graph)
  // Keras stores them uncompressed; a dataset that claims more than the file holds must not be allocated.
  const wanted = 4 * specs.reduce((sum, spec) => sum + shapeSize(spec.shape), 0)
  if (wanted > bytes.length) {
    throw new InvalidModel(`its layers want ${wanted} bytes of weights and model.weights.h5 has ${bytes.length}`)
  }
  const groups = kerasGroups(graph)
  const layers = Map.groupBy(specs, (spec) => spec.layer)
  const weights = await openHdf5(bytes, (file) => {
    const read = new Map<string, Float32Array>()
    for (const [layer, own] of layers) {
      const vars = groupAt(file, ['layers', groups.get(layer) ?? '', 'vars'])
      own.forEach((spec, index) => read.set(spec.key, readWeight(vars.get(String(index)), spec)))
    }
    return read
  })
  if (!weights) throw new InvalidModel('model.weights.h5 is not an HDF5 file')
  return weights
}

/** Goes down step by step: a link that leads elsewhere is not a group and is refused. */
function groupAt(file: File, path: readonly string[]): Group {
  let group: Group = file
  for (const name of path) {
    const next = group.get(name)
    if (!(next instanceof Group)) throw new InvalidModel(`model.weights.h5 has no ${path.join('/')}`)
    group = next
  }
  return group
}

function readWeight(entity: Entity | null, spec: WeightSpec): Float32Array {
  if (!(entity instanceof Dataset)) throw new InvalidModel(`model.weights.h5 has no ${spec.key}`)
  const { type, size, shape, virtual_sources: virtual } = entity.metadata
  if (type !== FLOAT_CLASS || size !== 4 || virtual !== undefined) {
    throw new InvalidModel(`${spec.key} is not stored as plain float32`)
  }
  if (shape?.join() !== spec.shape.join()) {
    throw new InvalidModel(
      `${spec.key} has the shape [${shape?.join(', ')}]; its layer wants [${spec.shape.join(', ')}]`,
    )
  }
  const { value } = entity
  if (!(value instanceof Float32Array) || value.length !== shapeSize(spec.shape)) {
    throw new InvalidModel(`${spec.key} could not be read`)
  }
  return value
}
