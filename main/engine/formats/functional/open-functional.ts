import type { AnyGraph } from '../../../../shared/graph/any-graph.ts'
import { deriveBlocks } from '../../../../shared/diagram/derive-blocks.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { WorkbenchMetadata } from '../workbench-metadata.ts'
import { flattenModel, type FlatLayer } from './flatten-model.ts'
import { looseConnections } from './loose-connections.ts'
import { readEnds } from './read-connections.ts'
import { readFunctional } from './read-functional.ts'
import { sketchModel, type CountWeights } from './sketch-model.ts'

/**
 * A Keras configuration to look at: a layer graph where all of it is known, otherwise with unknown layers in it; with
 * blocks to fold where the file says none. `weights` are asked for by a network with unknown layers only. Throws
 * `InvalidModel` for what is broken, naming the layer.
 */
export async function openFunctional(
  value: unknown,
  what: string,
  metadata: WorkbenchMetadata | undefined,
  weights: () => Promise<CountWeights>,
): Promise<AnyGraph> {
  const known = readKnown(value, what, metadata)
  const flat = flattenModel(value, what, { connect: looseConnections, ends: readEnds })
  return deriveBlocks(known ?? sketchModel(flat, await weights()), blocksOfModels(flat.layers))
}

/** Null where something is not known, or broken: `sketchModel` tells which. */
function readKnown(value: unknown, what: string, metadata: WorkbenchMetadata | undefined): AnyGraph | null {
  try {
    return readFunctional(value, what, metadata).graph
  } catch (error) {
    if (error instanceof InvalidModel) return null
    throw error
  }
}

/** Models inside a model are its blocks. */
function blocksOfModels(layers: readonly FlatLayer[]): ReadonlyMap<string, string> {
  return new Map(
    layers.flatMap(({ name, models: [outer, inner] }) =>
      outer === undefined ? [] : [[name, inner === undefined ? outer : `${outer}/${inner}`] as const],
    ),
  )
}
