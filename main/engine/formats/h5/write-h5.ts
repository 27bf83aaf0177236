import { join } from 'node:path'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { keras2Config } from '../functional/keras2-config.ts'
import { writeHdf5 } from '../keras/hdf5.ts'
import { kerasLayerOrder } from '../keras/layer-order.ts'
import type { ModelFile } from '../model-file.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { workbenchMetadata } from '../workbench-metadata.ts'
import { writeNames } from './names-attribute.ts'
import { weightOf } from '../weight-of.ts'

export const H5_FILE = 'model.h5'

/** The last Keras 2, whose layout this is. */
const KERAS_VERSION = '2.15.0'

/**
 * Writes a whole model as Keras 2 does (`keras/src/saving/legacy/hdf5_format.py`): the configuration as an attribute, and
 * under `model_weights` a group for each layer, named in Keras' order, with its weights as `layer/weight:0`. Returns the
 * files that were written.
 */
export async function writeH5(model: ModelFile, folder: string): Promise<readonly string[]> {
  const specs = Map.groupBy(weightSpecs(model.graph), (spec) => spec.layer)
  const layers = kerasLayerOrder(model.graph)
  await writeHdf5(join(folder, H5_FILE), (file) => {
    file.create_attribute('keras_version', KERAS_VERSION)
    file.create_attribute('backend', 'tensorflow')
    file.create_attribute('model_config', JSON.stringify(keras2Config(model.graph)))
    file.create_attribute(WORKBENCH_KEY, JSON.stringify(workbenchMetadata(model)))
    const root = file.create_group('model_weights')
    root.create_attribute('keras_version', KERAS_VERSION)
    root.create_attribute('backend', 'tensorflow')
    writeNames(
      root,
      'layer_names',
      layers.map((layer) => layer.name),
    )
    for (const layer of layers) {
      const own = specs.get(layer.name) ?? []
      const group = file.create_group(`model_weights/${layer.name}`)
      const named = own.map((spec) => {
        const depthwise = layer.kind === 'depthwiseConv2d' && spec.weight === 'kernel'
        return { spec, name: `${depthwise ? 'depthwise_kernel' : spec.weight}:0` }
      })
      writeNames(
        group,
        'weight_names',
        named.map(({ name }) => `${layer.name}/${name}`),
      )
      if (own.length === 0) continue
      const inner = file.create_group(`model_weights/${layer.name}/${layer.name}`)
      for (const { spec, name } of named) {
        inner.create_dataset({ name, data: weightOf(model, spec.key), shape: [...spec.shape], dtype: '<f' })
      }
    }
    writeNames(file.create_group('model_weights/top_level_model_weights'), 'weight_names', [])
  })
  return [H5_FILE]
}
