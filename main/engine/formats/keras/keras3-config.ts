import { inferShapes, inputShapes } from '../../../../shared/graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { nodeWeightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { KERAS_CLASS, layerConfig } from '../functional/layer-config.ts'

const FLOAT32 = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
}

/** `config.json` of a `.keras` file: the graph as Keras 3.15 serialises a functional model. */
export function keras3Config(graph: LayerGraph): Readonly<Record<string, unknown>> {
  const shapes = inferShapes(graph)
  const [input] = graph.nodes
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: graph.name,
      trainable: true,
      layers: graph.nodes.map((node) => layer(node, shapes)),
      input_layers: [input?.name, 0, 0],
      output_layers: [graph.outputs[0], 0, 0],
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
    compile_config: null,
  }
}

function layer(node: LayerNode, shapes: ReadonlyMap<string, Shape>): Readonly<Record<string, unknown>> {
  const inputs = inputShapes(node, shapes)
  return {
    module: 'keras.layers',
    class_name: KERAS_CLASS[node.kind],
    config:
      node.kind === 'input'
        ? { batch_shape: [null, ...node.attributes.shape], dtype: 'float32', sparse: false, name: node.name }
        : { name: node.name, trainable: true, dtype: FLOAT32, ...layerConfig(node) },
    registered_name: null,
    ...(nodeWeightSpecs(node, inputs).length > 0
      ? { build_config: { input_shape: [null, ...(inputs[0] ?? [])] } }
      : {}),
    name: node.name,
    inbound_nodes: node.kind === 'input' ? [] : [inboundNode(node, inputs)],
  }
}

function inboundNode(node: LayerNode, inputs: readonly Shape[]): Readonly<Record<string, unknown>> {
  const tensors = node.inputs.map((name, index) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, ...(inputs[index] ?? [])], dtype: 'float32', keras_history: [name, 0, 0] },
  }))
  return { args: [node.kind === 'add' ? tensors : tensors[0]], kwargs: {} }
}
