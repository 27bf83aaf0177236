import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import type { WeightMap } from '../../model/weight-map.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { writeHdf5 } from './hdf5.ts'
import { kerasGroups } from './layer-order.ts'

/**
 * Writes `model.weights.h5` as Keras 3.15 lays it out: a group for each layer, `layers/<class>_<n>/vars`, which carries the
 * layer's name and holds its weights as `0`, `1`, … in the layer's own order. `metadata` is what a file that stands alone
 * carries of ours; Keras reads no attributes there.
 */
export function writeWeights(path: string, graph: LayerGraph, weights: WeightMap, metadata?: string): Promise<void> {
  const specs = Map.groupBy(weightSpecs(graph), (spec) => spec.layer)
  return writeHdf5(path, (file) => {
    if (metadata !== undefined) file.create_attribute(WORKBENCH_KEY, metadata)
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
