import { join } from 'node:path'
import type { exportInputs } from '../../../../shared/contract/export.ts'
import { inferShapes, inputShapes } from '../../../../shared/graph/infer-shapes.ts'
import { createFreeNames } from '../free-names.ts'
import type { ModelFile } from '../model-file.ts'
import { weightOf } from '../weight-of.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { workbenchMetadata } from '../workbench-metadata.ts'
import { writeParts } from '../write-parts.ts'
import { addLayer, type OnnxGraph } from './onnx-layers.ts'
import { encodeOnnx, FLOAT, UINT8, type Initializer, type Node, type Port } from './onnx-messages.ts'

export const ONNX_FILE = 'model.onnx'

/**
 * What the model takes: bytes of images as they are, with the preprocessing inside, or floats that are preprocessed
 * already, with the channels last or first.
 */
export type OnnxInput = (typeof exportInputs)[number]

const OPSET = 17
const IMAGES = 'images'
const PROBABILITIES = 'probabilities'

/** Writes `model.onnx`, opset 17, for any batch size: `images` in, `probabilities` out. Returns the file written. */
export async function writeOnnx(
  model: ModelFile,
  folder: string,
  { input = 'uint8-nhwc' }: { readonly input?: OnnxInput } = {},
): Promise<readonly string[]> {
  const { graph, labels } = model
  const nodes: Node[] = []
  const initializers: Initializer[] = []
  const freeName = createFreeNames([IMAGES, PROBABILITIES])
  const collect: OnnxGraph = {
    node: (node) => {
      const name = freeName(node.name)
      nodes.push({ ...node, name })
      return name
    },
    constant: (initializer) => {
      const name = freeName(initializer.name)
      initializers.push({ ...initializer, name })
      return name
    },
  }
  const shapes = inferShapes(graph)
  const outputs = new Map<string, string>()
  const first = addInput(collect, model, input)
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => outputs.get(name) ?? '')
    const layer = {
      node,
      inputs: node.kind === 'input' ? [first] : inputs,
      shapes: inputShapes(node, shapes),
      weight: (name: string) => weightOf(model, `${node.name}/${name}`),
    }
    outputs.set(node.name, addLayer(collect, layer))
  }
  const last = outputs.get(graph.outputs[0] ?? '') ?? ''
  nodes.push({ op: 'Identity', name: PROBABILITIES, inputs: [last] })
  const encoded = encodeOnnx({
    name: graph.name,
    opset: OPSET,
    nodes,
    initializers,
    input: port(model, input),
    output: { name: PROBABILITIES, type: FLOAT, shape: [labels.length] },
    metadata: { labels: JSON.stringify(labels), [WORKBENCH_KEY]: JSON.stringify(workbenchMetadata(model)) },
  })
  await writeParts(join(folder, ONNX_FILE), encoded.parts)
  return [ONNX_FILE]
}

function port({ graph }: ModelFile, input: OnnxInput): Port {
  const [height = 0, width = 0, channels = 0] = graph.inputShape
  const shape = input === 'float-nchw' ? [channels, height, width] : [height, width, channels]
  return { name: IMAGES, type: input === 'uint8-nhwc' ? UINT8 : FLOAT, shape }
}

/** From what the model takes to scaled values with the channels first; returns their name. */
function addInput(collect: OnnxGraph, { graph }: ModelFile, input: OnnxInput): string {
  if (input === 'float-nchw') return IMAGES
  const op = (name: string, ...inputs: string[]) => ({ op: name, name: `preprocessing/${name}`, inputs })
  const turn = { attributes: { perm: { ints: [0, 3, 1, 2] } } }
  if (input === 'float-nhwc') return collect.node({ ...op('Transpose', IMAGES), ...turn })
  const { scale, offset } = graph.preprocessing
  const scalar = (name: string, value: number) =>
    collect.constant({ name: `preprocessing/${name}`, shape: [], values: Float32Array.of(value) })
  let x = collect.node({ ...op('Cast', IMAGES), attributes: { to: { int: FLOAT } } })
  x = collect.node({ ...op('Transpose', x), ...turn })
  x = collect.node(op('Mul', x, scalar('scale', scale)))
  return collect.node(op('Add', x, scalar('offset', offset)))
}
