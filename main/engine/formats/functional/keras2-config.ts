import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { kerasLayers, type KerasLayer } from './keras-layers.ts'
import { withKerasPadding } from './keras-padding.ts'

/** `model_config` of a tfjs layers model and of a legacy `.h5` file: the graph in Keras 2's dialect. */
export function keras2Config(graph: LayerGraph): Readonly<Record<string, unknown>> {
  return {
    class_name: 'Functional',
    config: {
      name: graph.name,
      trainable: true,
      layers: kerasLayers(withKerasPadding(graph), 'keras2').map(layer),
      input_layers: [[graph.nodes[0]?.name, 0, 0]],
      output_layers: [[graph.outputs[0], 0, 0]],
    },
  }
}

function layer({ name, className, config, inputs, node }: KerasLayer): Readonly<Record<string, unknown>> {
  return {
    class_name: className,
    config:
      node?.kind === 'input'
        ? { batch_input_shape: [null, ...node.attributes.shape], dtype: 'float32', sparse: false, name }
        : { name, trainable: true, dtype: 'float32', ...config },
    name,
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  }
}
