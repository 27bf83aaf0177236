import { z } from 'zod'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph, type LayerNode } from '../../../shared/graph/layer-graph.ts'
import { layerGraphSchema, preprocessingSchema } from '../../../shared/graph/graph-schema.ts'
import { topologicalOrder } from './functional/topological-order.ts'
import { InvalidModel } from './invalid-model.ts'
import type { ModelFile } from './model-file.ts'
import { WORKBENCH_KEY } from './workbench-key.ts'

const labelsSchema = z.array(z.string().max(1000)).max(100_000)

export const workbenchMetadataSchema = z.object({
  format_version: z.literal(1),
  labels: labelsSchema,
  preprocessing: preprocessingSchema,
  /** Block path of each layer. Pairs, since a layer may have any name. */
  blocks: z.array(z.tuple([z.string().max(1000), z.string().max(1000)])),
})

/** For formats that hold weights alone: the graph goes along. */
export const graphMetadataSchema = workbenchMetadataSchema.extend({
  graph: layerGraphSchema,
  /** Weights that the file has and that were never trained: those of a head that was added when it was imported. */
  untrained: z.array(z.string().max(2000)).max(100_000).optional(),
})
export type WorkbenchMetadata = z.infer<typeof workbenchMetadataSchema>

/** Metadata of a model, or nothing when another program wrote the file. */
export const carrierSchema = z.object({ [WORKBENCH_KEY]: workbenchMetadataSchema.optional() })

export function workbenchMetadata({ graph, labels }: ModelFile): WorkbenchMetadata {
  return {
    format_version: 1,
    labels: [...labels],
    preprocessing: graph.preprocessing,
    blocks: graph.nodes.map((node) => [node.name, node.block]),
  }
}

/** What a file of weights carries of ours: the metadata and the graph, and which weights were never trained. */
export function graphMetadata(model: ModelFile, untrained: readonly string[] = []): string {
  const told = untrained.length > 0 ? { untrained } : {}
  return JSON.stringify({ ...workbenchMetadata(model), graph: model.graph, ...told })
}

/**
 * The graph that a file of weights carries. Throws `InvalidModel` where its nodes do not fit: the schema checks each for
 * itself only.
 */
export function checkedGraph({ graph }: z.infer<typeof graphMetadataSchema>): LayerGraph {
  topologicalOrder(graph.nodes)
  try {
    const shapes = inferShapes(graph)
    if (graph.nodes[0]?.kind === 'input' && graph.outputs.length === 1 && shapes.has(graph.outputs[0] ?? ''))
      return graph
  } catch (error) {
    throw new InvalidModel(`its graph: ${(error as Error).message}`)
  }
  throw new InvalidModel('its graph does not lead from one input to one output')
}

/** Gives a graph that was read from a file its blocks and its preprocessing; without metadata, none and Xception's. */
export function applyMetadata(
  graph: Omit<LayerGraph, 'preprocessing'>,
  metadata: WorkbenchMetadata | undefined,
): LayerGraph {
  const blocks = new Map(metadata?.blocks)
  const nodes = graph.nodes.map((node): LayerNode => ({ ...node, block: blocks.get(node.name) ?? '' }))
  return { ...graph, nodes, preprocessing: metadata?.preprocessing ?? XCEPTION_PREPROCESSING }
}
