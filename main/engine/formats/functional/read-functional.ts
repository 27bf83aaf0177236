import { z } from 'zod'
import { inferShapes } from '../../../../shared/graph/infer-shapes.ts'
import type { LayerGraph, LayerKind, LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'
import { applyMetadata, type WorkbenchMetadata } from '../workbench-metadata.ts'
import { gatherSpelled, type FoundLayer } from './gather-spelled.ts'
import { readConnections, readEnd } from './read-connections.ts'
import { readLayer } from './read-layer.ts'
import { topologicalOrder } from './topological-order.ts'

const layerSchema = z.object({
  class_name: z.string().max(200),
  name: z.string().max(1000).optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.unknown(),
})

const modelSchema = z.object({
  class_name: z.enum(['Functional', 'Model']),
  config: z.object({
    name: z.string().min(1).max(200).default('model'),
    layers: z.array(layerSchema).min(1).max(5000),
    input_layers: z.unknown(),
    output_layers: z.unknown(),
  }),
})

type KerasLayer = z.output<typeof layerSchema>

/**
 * Reads the configuration of a functional Keras model, as Keras 3 or as Keras 2 and tfjs write it. Throws
 * `InvalidModel` for what a layer graph cannot say, naming the layer.
 */
export function readFunctional(value: unknown, what: string, metadata: WorkbenchMetadata | undefined): LayerGraph {
  const { config } = checkValue(value, modelSchema, what)
  const found = config.layers.map(findLayer)
  const spelled = gatherSpelled(found)
  const whole = found.filter(({ name }) => !spelled.parts.has(name))
  const nodes = topologicalOrder(whole.map((layer) => spelled.nodes.get(layer.name) ?? readNode(layer)))
  const input = readEnd(config.input_layers, `${what}: input_layers`)
  const output = readEnd(config.output_layers, `${what}: output_layers`)
  const [first] = nodes
  if (first?.kind !== 'input' || first.name !== input) throw new InvalidModel(`${what} does not begin with its input`)
  if (nodes.at(-1)?.name !== output) throw new InvalidModel(`${what} has layers that do not lead to its output`)
  const inputShape = first.attributes.shape
  const graph = applyMetadata({ name: config.name, inputShape, nodes, outputs: [output] }, metadata)
  return withShapesThatFit(graph, what)
}

function findLayer({
  class_name: className,
  name: outer,
  config,
  inbound_nodes: inboundNodes,
}: KerasLayer): FoundLayer {
  const name = checkValue(outer ?? config['name'], z.string().min(1).max(1000), `a layer of class ${className}`)
  return { name, className, config, ...readConnections(inboundNodes, `layer "${name}"`) }
}

const INPUTS: Partial<Record<LayerKind, number>> = { input: 0, add: 2, scaledAdd: 2 }

function readNode({ name, className, config, inputs }: FoundLayer): LayerNode {
  const layer = readLayer(className, name, config)
  const wanted = layer.kind === 'concatenate' ? Math.max(2, inputs.length) : (INPUTS[layer.kind] ?? 1)
  if (inputs.length !== wanted) {
    throw new InvalidModel(`layer "${name}" (${className}) has ${inputs.length} inputs; ${wanted} are read`)
  }
  return { name, inputs, block: '', ...layer } as LayerNode
}

/** Shape inference throws for a graph that does not fit; here the graph comes from a file, so that is an answer. */
function withShapesThatFit(graph: LayerGraph, what: string): LayerGraph {
  try {
    inferShapes(graph)
    return graph
  } catch (error) {
    throw new InvalidModel(`${what}: ${(error as Error).message}`)
  }
}
