import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { deriveBlocks } from '../../../../shared/diagram/derive-blocks.ts'
import { InvalidModel } from '../invalid-model.ts'
import { scalingText } from '../scaling-text.ts'
import { applyMetadata, type WorkbenchMetadata } from '../workbench-metadata.ts'
import { blocksOfModels } from './blocks-of-models.ts'
import { flattenModel, type FlatModel } from './flatten-model.ts'
import { translateModel, type Translated } from './translate-model.ts'

/** A network that was read from a configuration, and where its weights are to be found. */
export interface Topology extends Omit<Translated, 'nodes' | 'output' | 'scaling' | 'resize'> {
  readonly graph: LayerGraph
}

/**
 * Reads the configuration of a functional or sequential Keras model, as Keras 3 or as Keras 2 and tfjs write it; models
 * inside it are unfolded, and are its blocks. Throws `InvalidModel` for what a layer graph cannot say, naming the layer.
 */
export function readFunctional(value: unknown, what: string, metadata: WorkbenchMetadata | undefined): Topology {
  const flat = flattenModel(value, what)
  const topology = readFlat(flat, metadata)
  return { ...topology, graph: deriveBlocks(topology.graph, blocksOfModels(flat.layers)) }
}

/** The same of a model that is one list of layers already, with no more blocks than the metadata say. */
export function readFlat(flat: FlatModel, metadata: WorkbenchMetadata | undefined): Topology {
  const { nodes, output, scaling, resize, ...rest } = translateModel(flat)
  const [first] = nodes
  if (first?.kind !== 'input') throw new InvalidModel(`the model does not begin with its input "${flat.input}"`)
  const base = { name: flat.name, inputShape: first.attributes.shape, nodes, outputs: [output] }
  const given = applyMetadata(base, metadata)
  const graph = resize ? { ...given, preprocessing: { ...given.preprocessing, resize } } : given
  const notes = [...rest.notes]
  if (scaling) {
    notes.push({ code: 'preprocessing-found', subject: '', detail: scalingText(scaling) })
    return { ...rest, notes, graph: { ...graph, preprocessing: { ...graph.preprocessing, ...scaling } } }
  }
  if (!metadata) notes.push({ code: 'preprocessing-assumed', subject: '', detail: 'x / 127.5 - 1' })
  return { ...rest, notes, graph }
}
