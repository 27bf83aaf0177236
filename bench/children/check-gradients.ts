// One training step at full size against Keras, with the same weights and images. Prints one line of JSON.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createModelFrom } from '../../main/engine/model/model.ts'
import { createTrainStep } from '../../main/engine/training/train-step.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import type { LayerGraph, LayerNode } from '../../shared/graph/layer-graph.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { relativeL2 } from '../../test/parity/errors.ts'
import { freshWeights, prefixed, weightData } from '../../test/parity/fixtures.ts'
import { decodeTensors, encodeTensors, type TensorFile } from '../../test/parity/tensor-file.ts'
import type { Comparison, Difference, GradientCheck } from '../gradient-check.ts'
import { median } from '../ratios.ts'
import { randomBatch } from './random-batch.ts'

const python = process.argv[2] ?? ''
const BATCH = 2
const SIZE = 299
const CLASSES = 1000
const REFERENCE = join(import.meta.dirname, '../python/full_size_gradients.py')

const shape = { inputSize: SIZE, batch: BATCH, width: 1, classes: CLASSES }
const batch = randomBatch({ task: 'train', model: 'full', ...shape, threads: 0 })
const graph = xception({ inputSize: SIZE, classes: CLASSES })
const weights = freshWeights(graph, 7)

/** The network with nothing in it that has a kink: ELUs for its ReLUs, average pools for its max pools. */
const smoothGraph: LayerGraph = { ...graph, nodes: graph.nodes.map(smoothNode) }

function smoothNode(node: LayerNode): LayerNode {
  if (node.kind === 'activation') return { ...node, attributes: { activation: 'elu' } }
  if (node.kind !== 'maxPooling2d') return node
  return { ...node, kind: 'averagePooling2d', attributes: { ...node.attributes, padding: 'same' } }
}

/** A first step of SGD at rate 1 leaves each gradient's negative in its velocity, unrounded. */
function ours(smooth: boolean): ReadonlyMap<string, Float32Array> {
  const model = createModelFrom(smooth ? smoothGraph : graph, weightData(weights))
  if (!model.ok) throw new Error(model.error.code)
  const config = trainingConfigSchema.parse({ optimizer: { kind: 'sgd', momentum: 0.9 } })
  const step = createTrainStep(model.value, config, { classWeights: null })
  step.run(batch, 1, 1)
  const slots = step.slots()
  step.dispose()
  model.value.dispose()
  return new Map([...slots].map(([key, slot]) => [key.replace(/\/momentum$/, ''), slot.map((value) => -value)]))
}

async function theirs(smooth: boolean, oneDnn: '0' | '1'): Promise<ReadonlyMap<string, Float32Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'xw-bench-'))
  try {
    const paths = { input: join(folder, 'input'), output: join(folder, 'output') }
    const images = {
      shape: [BATCH, SIZE, SIZE, 3],
      data: Float32Array.from(batch.pixels, (pixel) => pixel / 127.5 - 1),
    }
    const labels = { shape: [BATCH], data: Float32Array.from(batch.labels) }
    const tensors: TensorFile = new Map([...prefixed('weight:', weights), ['images', images], ['labels', labels]])
    await writeFile(paths.input, encodeTensors(tensors))
    await writeFile(join(folder, 'request.json'), JSON.stringify({ model: 'full', smooth, ...paths }))
    const env = { ...process.env, TF_ENABLE_ONEDNN_OPTS: oneDnn, PYTHONDONTWRITEBYTECODE: '1' }
    await promisify(execFile)(python, [REFERENCE, join(folder, 'request.json')], { env })
    const found = [...decodeTensors(await readFile(paths.output))].filter(([key]) => key.startsWith('gradient:'))
    return new Map(found.map(([key, { data }]) => [key.slice('gradient:'.length), data]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function difference(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>): Difference {
  if (a.size !== b.size) throw new Error(`${a.size} gradients against ${b.size}`)
  const errors = [...b].map(([weight, expected]) => ({
    weight,
    error: relativeL2(a.get(weight) ?? new Float32Array(), expected),
  }))
  const { weight, error } = errors.reduce((largest, each) => (each.error > largest.error ? each : largest))
  return { weight, error, median: median(errors.map((each) => each.error)) }
}

/** Ours against Keras, and Keras against itself with other kernels: what rounding alone does. */
async function compare(smooth: boolean): Promise<Comparison> {
  const keras = await theirs(smooth, '0')
  return { ours: difference(ours(smooth), keras), keras: difference(await theirs(smooth, '1'), keras) }
}

const check: GradientCheck = { plain: await compare(false), smooth: await compare(true) }
console.log(JSON.stringify(check))
