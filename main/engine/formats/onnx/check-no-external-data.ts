import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidModel } from '../invalid-model.ts'
import { readFields, type Field } from '../saved-model/read-fields.ts'
import { ONNX_FILE } from './write-onnx.ts'

/** Fields of the messages of onnx.proto3 through which a tensor is reached. */
const GRAPH = { graph: 7 }
const TENSORS = { node: 1, initializer: 5, attribute: 5, tensor: 5, subgraph: 6, tensors: 10, subgraphs: 11, name: 8 }
const EXTERNAL_DATA = 13

/**
 * Refuses an ONNX model that keeps values in other files, wherever these lie: what is written here never does, and a path
 * could lead anywhere. Throws `InvalidModel`.
 */
export async function checkNoExternalData(folder: string): Promise<void> {
  for (const graph of inside(fieldsOf(await readFile(join(folder, ONNX_FILE))), GRAPH.graph)) checkGraph(graph)
}

function checkGraph(graph: readonly Field[]): void {
  for (const tensor of inside(graph, TENSORS.initializer)) checkTensor(tensor)
  for (const node of inside(graph, TENSORS.node)) {
    for (const attribute of inside(node, TENSORS.attribute)) {
      for (const field of [TENSORS.tensor, TENSORS.tensors]) inside(attribute, field).forEach(checkTensor)
      for (const field of [TENSORS.subgraph, TENSORS.subgraphs]) inside(attribute, field).forEach(checkGraph)
    }
  }
}

function checkTensor(tensor: readonly Field[]): void {
  if (!tensor.some(({ number }) => number === EXTERNAL_DATA)) return
  const name = tensor.find(({ number }) => number === TENSORS.name)?.bytes
  throw new InvalidModel(`its tensor "${Buffer.from(name ?? []).toString()}" keeps its values in another file`)
}

const inside = (fields: readonly Field[], number: number) =>
  fields
    .filter((field) => field.number === number && field.bytes !== null)
    .map(({ bytes }) => fieldsOf(bytes as Uint8Array))

function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields = readFields(message)
  if (!fields) throw new InvalidModel(`${ONNX_FILE} is no ONNX model`)
  return fields
}
