import { join } from 'node:path'
import { inferShapes, inputShapes } from '../../../../shared/graph/infer-shapes.ts'
import type { ModelFile } from '../model-file.ts'
import { weightOf } from '../weight-of.ts'
import { writeParts } from '../write-parts.ts'
import { encodeSavedModel, TYPE } from './graph-def-messages.ts'
import { addLayer } from './graph-layers.ts'
import { createGraphOps } from './graph-ops.ts'

export const SAVED_MODEL_FILE = 'saved_model.pb'

/** The signature's names; a tensor's name is its op's with the number of the output. */
export const SAVED_MODEL_PORTS = { images: 'images:0', probabilities: 'probabilities:0' } as const

/**
 * Writes a SavedModel: tag `serve`, signature `serving_default`, bytes `[batch, height, width, 3]` in, probabilities out,
 * preprocessing inside, for any batch size. Weights are constants of the graph: one file, nothing to restore. Returns
 * the file written.
 */
export async function writeSavedModel(model: ModelFile, folder: string): Promise<readonly string[]> {
  const { graph, labels } = model
  const { scale, offset } = graph.preprocessing
  const ops = createGraphOps()
  const shape = [-1, ...graph.inputShape]
  const images = ops.placeholder('images', TYPE.uint8, shape)
  const scalar = (name: string, value: number) => ops.constant(`preprocessing/${name}`, [], Float32Array.of(value))
  let input = ops.cast('preprocessing/Cast', images, TYPE.uint8)
  input = ops.op('Mul', 'preprocessing/Mul', [input, scalar('scale', scale)])
  input = ops.op('AddV2', 'preprocessing/AddV2', [input, scalar('offset', offset)])
  const shapes = inferShapes(graph)
  const outputs = new Map<string, string>()
  for (const node of graph.nodes) {
    const inputs = node.kind === 'input' ? [input] : node.inputs.map((name) => outputs.get(name) ?? '')
    const weight = (name: string) => weightOf(model, `${node.name}/${name}`)
    // In a scope of their own: a layer may be called `images` too.
    const scoped = { ...node, name: `layers/${node.name}` }
    outputs.set(node.name, addLayer(ops, { node: scoped, inputs, shapes: inputShapes(node, shapes), weight }))
  }
  ops.op('Identity', 'probabilities', [outputs.get(graph.outputs[0] ?? '') ?? ''])
  const encoded = encodeSavedModel(
    ops.nodes,
    { name: 'images', tensor: SAVED_MODEL_PORTS.images, type: TYPE.uint8, shape },
    { name: 'probabilities', tensor: SAVED_MODEL_PORTS.probabilities, type: TYPE.float, shape: [-1, labels.length] },
  )
  await writeParts(join(folder, SAVED_MODEL_FILE), encoded.parts)
  return [SAVED_MODEL_FILE]
}
