import type { LayerGraph, Shape } from '../../../../shared/graph/layer-graph.ts'
import { nodeWeightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { kerasLayers, type KerasLayer } from '../functional/keras-layers.ts'
import { withKerasPadding } from '../functional/keras-padding.ts'
import { UnsupportedLayer } from '../unsupported-layer.ts'
import { isOperation, kerasModule } from '../functional/layer-config.ts'

const FLOAT32 = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
}

/** The architecture beside a file of weights alone. */
export const ARCHITECTURE_FILE = 'architecture.json'

/** A graph as `keras.models.model_from_json` takes it. */
export function architectureJson(graph: LayerGraph): string {
  return `${JSON.stringify(keras3Config(graph))}\n`
}

/** Whether Keras has words for all layers of a graph. */
export function hasKerasWords(graph: LayerGraph): boolean {
  try {
    keras3Config(graph)
    return true
  } catch (error) {
    if (error instanceof UnsupportedLayer) return false
    throw error
  }
}

/** `config.json` of a `.keras` file: the graph as Keras 3.15 serialises a functional model. */
export function keras3Config(graph: LayerGraph): Readonly<Record<string, unknown>> {
  const layers = kerasLayers(withKerasPadding(graph), 'keras3')
  const shapes = new Map(layers.map(({ name, outputShape }) => [name, outputShape]))
  const [input] = graph.nodes
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: graph.name,
      trainable: true,
      layers: layers.map((each) => layer(each, shapes)),
      input_layers: [input?.name, 0, 0],
      output_layers: [graph.outputs[0], 0, 0],
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
    compile_config: null,
  }
}

function layer(layer: KerasLayer, shapes: ReadonlyMap<string, Shape>): Readonly<Record<string, unknown>> {
  const { name, className, node } = layer
  const inputs = layer.inputs.map((input) => shapes.get(input) ?? [])
  const module = kerasModule(className)
  return {
    module,
    class_name: className,
    config: config(layer),
    registered_name: module === 'keras.layers' ? null : className,
    ...(node && nodeWeightSpecs(node, inputs).length > 0
      ? { build_config: { input_shape: [null, ...(inputs[0] ?? [])] } }
      : {}),
    name,
    inbound_nodes: inputs.length === 0 ? [] : [inboundNode(layer, inputs)],
  }
}

function config({ name, className, node, config: own }: KerasLayer): Readonly<Record<string, unknown>> {
  if (node?.kind === 'input') {
    return { batch_shape: [null, ...node.attributes.shape], dtype: 'float32', sparse: false, name }
  }
  return isOperation(className) ? { name } : { name, trainable: true, dtype: FLOAT32, ...own }
}

function inboundNode({ inputs, list, more }: KerasLayer, shapes: readonly Shape[]): Readonly<Record<string, unknown>> {
  const tensors = inputs.map((name, index) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, ...(shapes[index] ?? [])], dtype: 'float32', keras_history: [name, 0, 0] },
  }))
  return { args: [list ? tensors : tensors[0], ...more], kwargs: {} }
}
