import type { LayerGraph, LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { KERAS_CLASS, layerConfig } from '../functional/layer-config.ts'

/** `model_config` of a tfjs layers model: the graph in Keras 2's dialect, the one that tfjs-layers reads. */
export function keras2Config(graph: LayerGraph): Readonly<Record<string, unknown>> {
  return {
    class_name: 'Functional',
    config: {
      name: graph.name,
      trainable: true,
      layers: graph.nodes.map(layer),
      input_layers: [[graph.nodes[0]?.name, 0, 0]],
      output_layers: [[graph.outputs[0], 0, 0]],
    },
  }
}

function layer(node: LayerNode): Readonly<Record<string, unknown>> {
  return {
    class_name: KERAS_CLASS[node.kind],
    config:
      node.kind === 'input'
        ? { batch_input_shape: [null, ...node.attributes.shape], dtype: 'float32', sparse: false, name: node.name }
        : { name: node.name, trainable: true, dtype: 'float32', ...layerConfig(node) },
    name: node.name,
    inbound_nodes: node.kind === 'input' ? [] : [node.inputs.map((input) => [input, 0, 0, {}])],
  }
}
