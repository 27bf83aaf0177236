import { z } from 'zod'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'

/** As the TensorFlow.js converter cuts them: small enough for a browser's cache. */
export const SHARD_BYTES = 4 * 1024 * 1024

const weightSchema = z.object({
  name: z.string().max(2000),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.literal('float32'),
  quantization: z.undefined('quantised weights are not read').optional(),
})

/** A shard is a plain file beside `model.json`, never a path or an address. */
const shardName = z.string().regex(/^[\w-][\w.-]{0,199}$/, 'a shard is not a plain file name')

export const manifestSchema = z
  .array(z.object({ paths: z.array(shardName).max(10_000), weights: z.array(weightSchema).max(50_000) }))
  .max(10_000)
export type WeightsManifest = z.infer<typeof manifestSchema>

export interface TfjsWeight {
  /** Key in a `WeightMap`. */
  readonly key: string
  /** Name in the manifest. */
  readonly name: string
  readonly shape: readonly number[]
}

/** A graph's weights under the names that tfjs looks for: as ours, but a depthwise layer's kernel is called so. */
export function tfjsWeights(graph: LayerGraph): readonly TfjsWeight[] {
  const kinds = new Map(graph.nodes.map((node) => [node.name, node.kind]))
  return weightSpecs(graph).map(({ key, layer, weight, shape }) => {
    const depthwise = kinds.get(layer) === 'depthwiseConv2d' && weight === 'kernel'
    return { key, name: depthwise ? `${layer}/depthwise_kernel` : key, shape }
  })
}
