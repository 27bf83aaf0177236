import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidModel } from '../invalid-model.ts'
import { readFields, type Field } from './read-fields.ts'
import { SAVED_MODEL_FILE } from './write-saved-model.ts'

/** The ops that ours are written with: they compute and touch nothing outside. */
const OPS: ReadonlySet<string> = new Set([
  'AddV2',
  'AvgPool',
  'BiasAdd',
  'Cast',
  'ConcatV2',
  'Const',
  'Conv2D',
  'DepthwiseConv2dNative',
  'Elu',
  'Identity',
  'LRN',
  'MatMul',
  'MaxPool',
  'Mean',
  'Mul',
  'PadV2',
  'Placeholder',
  'Relu',
  'Reshape',
  'Slice',
  'Softmax',
])

const LIMIT_BYTES = 2_000_000_000

/**
 * Makes sure that a SavedModel is one that the workbench may run: a graph of our ops alone, without functions, variables
 * and assets. Throws `InvalidModel`, naming the first thing that is not ours.
 */
export async function checkOwnGraph(folder: string): Promise<void> {
  const path = join(folder, SAVED_MODEL_FILE)
  if ((await stat(path)).size > LIMIT_BYTES) throw new InvalidModel('it is larger than what TensorFlow loads')
  const [graphs] = fields(await readFile(path), { 1: 'the version', 2: 'a graph' })
  for (const graph of graphs) {
    const [defs] = fields(graph, { 1: 'its description', 2: 'the nodes', 5: 'the signature' })
    for (const def of defs) {
      const [nodes] = fields(def, { 1: 'a node', 4: 'the version' }, 1)
      for (const node of nodes) checkNode(node)
    }
  }
}

function checkNode(node: Uint8Array): void {
  const all = parse(node)
  const op = all.filter(({ number }) => number === 2).map(({ bytes }) => Buffer.from(bytes ?? []).toString())
  if (op.length !== 1 || !OPS.has(op[0] ?? '')) {
    throw new InvalidModel(`its graph holds the op "${op.join()}", which ours do not: it is not run`)
  }
}

/** The bodies of one field (2 unless said), after making sure that there are no fields but the known ones. */
function fields(
  bytes: Uint8Array,
  known: Readonly<Record<number, string>>,
  wanted = 2,
): readonly [readonly Uint8Array[]] {
  const all = parse(bytes)
  const stranger = all.find(({ number }) => !(number in known))
  if (stranger) throw new InvalidModel(`its field ${stranger.number} is none that ours have: it is not run`)
  return [all.flatMap(({ number, bytes: body }) => (number === wanted && body ? [body] : []))]
}

function parse(bytes: Uint8Array): readonly Field[] {
  const read = readFields(bytes)
  if (!read) throw new InvalidModel(`${SAVED_MODEL_FILE} is not whole`)
  return read
}
