import type { AnyGraph } from '../../../../shared/graph/any-graph.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { deriveBlocks } from '../../../../shared/diagram/derive-blocks.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { WorkbenchMetadata } from '../workbench-metadata.ts'
import { blocksOfModels } from './blocks-of-models.ts'
import { flattenModel, type FlatModel } from './flatten-model.ts'
import { readFlat } from './read-functional.ts'
import { sketchModel, type CountWeights } from './sketch-model.ts'

/**
 * A Keras configuration to look at, as the file has it: nothing is left out, folded away or added, as it may be for
 * computing; with blocks to fold where the file says none. It says its preprocessing where it can be computed. `weights` are
 * asked for by a network with unknown layers only. Throws `InvalidModel` for what is broken, naming the layer.
 */
export async function openFunctional(
  value: unknown,
  what: string,
  metadata: WorkbenchMetadata | undefined,
  weights: () => Promise<CountWeights>,
): Promise<AnyGraph> {
  const flat = flattenModel(value, what)
  const blocks = blocksOfModels(flat.layers)
  const computed = readComputed(flat, metadata)
  // What the workbench wrote says more than its layers do.
  if (computed && metadata) return deriveBlocks(computed, blocks)
  const sketch = await sketchWith(flat, weights)
  const graph = deriveBlocks(sketch, blocks)
  return computed ? { ...graph, preprocessing: computed.preprocessing } : graph
}

/** Weights are listed where something is not known without them. */
async function sketchWith(flat: FlatModel, weights: () => Promise<CountWeights>): Promise<AnyGraph> {
  const sketch = sketchModel(flat, () => null)
  const lacks = sketch.nodes.some((node) => node.kind === 'unknown' && node.attributes.parameters === null)
  return lacks ? sketchModel(flat, await weights()) : sketch
}

/** Null where something can't be computed, or is broken: `sketchModel` tells which. */
function readComputed(flat: FlatModel, metadata: WorkbenchMetadata | undefined): LayerGraph | null {
  try {
    return readFlat(flat, metadata).graph
  } catch (error) {
    if (error instanceof InvalidModel) return null
    throw error
  }
}
