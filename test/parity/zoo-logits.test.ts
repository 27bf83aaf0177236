import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tf } from '../../main/engine/backend/tensorflow.ts'
import { kerasLayerOrder } from '../../main/engine/formats/keras/layer-order.ts'
import { foldBatchNorm, type Folded } from '../../main/engine/model/fold-batch-norm.ts'
import { forward } from '../../main/engine/model/forward.ts'
import { createModelFrom } from '../../main/engine/model/model.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { createRandom } from '../../shared/training/random.ts'
import { inceptionResnetV2 } from '../../shared/zoo/inception-resnet-v2.ts'
import { inceptionV1 } from '../../shared/zoo/inception-v1.ts'
import { inceptionV3 } from '../../shared/zoo/inception-v3.ts'
import { relativeMaximum } from './errors.ts'
import { normalTensor, prefixed, weightData, wideWeights } from './fixtures.ts'
import { describeParity, runPython } from './keras.ts'
import { decodeTensors, encodeTensors, type NamedTensor, type TensorFile } from './tensor-file.ts'

interface Reference {
  readonly model: 'InceptionV3' | 'InceptionResNetV2' | 'googlenet'
  readonly auxiliary?: boolean
}

/** What Keras computes with these weights: its logits, and those of auxiliary heads after them. */
async function keras(reference: Reference, graph: LayerGraph, weights: TensorFile, images: NamedTensor) {
  const folder = await mkdtemp(join(tmpdir(), 'xw-zoo-'))
  try {
    const [input, output, request] = ['input', 'output', 'request.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    await writeFile(input, encodeTensors(new Map([...prefixed('weight:', weights), ['images', images]])))
    const layers = kerasLayerOrder(graph).map(({ name }) => name)
    const inputSize = graph.inputShape[0]
    await writeFile(request, JSON.stringify({ ...reference, inputSize, classes: CLASSES, layers, input, output }))
    await runPython('zoo_reference.py', request)
    return [...decodeTensors(await readFile(output)).values()].map(({ data }) => data)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Logits layer by layer and with the batch norms folded; of another output where one is named. */
function ours(graph: LayerGraph, weights: TensorFile, images: NamedTensor, output = graph.outputs[0] ?? '') {
  const model = createModelFrom(graph, weightData(weights))
  if (!model.ok) throw new Error(model.error.code)
  const run = (of: Folded) =>
    tf.tidy(() => {
      const input = tf.tensor(images.data.slice(), [...images.shape]) as never
      const given = { graph: { ...of.graph, outputs: [output] }, weights: of.weights, training: null }
      return forward(given, input).dataSync<'float32'>().slice()
    })
  const logits = [run(model.value), tf.tidy(() => run(foldBatchNorm(model.value)))]
  model.value.dispose()
  return logits
}

const CLASSES = 10
const NETWORKS = [
  { reference: { model: 'InceptionV3' }, graph: inceptionV3({ inputSize: 139, classes: CLASSES }) },
  { reference: { model: 'InceptionResNetV2' }, graph: inceptionResnetV2({ inputSize: 139, classes: CLASSES }) },
  {
    reference: { model: 'googlenet', auxiliary: true },
    graph: inceptionV1({ inputSize: 224, classes: CLASSES, auxiliaryHeads: true }),
  },
] as const

describeParity('with copied weights', () => {
  test.each(NETWORKS)('$reference.model gives the logits of Keras', async ({ reference, graph }) => {
    const weights = wideWeights(graph, 11)
    const size = graph.inputShape[0] ?? 0
    const images = normalTensor([2, size, size, 3], createRandom(5))
    const expected = await keras(reference, graph, weights, images)
    expect(expected).toHaveLength(graph.outputs.length)
    for (const [index, output] of graph.outputs.entries()) {
      const wanted = expected[index] ?? new Float32Array()
      // Images and classes that all give the same would prove nothing.
      expect(relativeMaximum(wanted.subarray(0, CLASSES), wanted.subarray(CLASSES))).toBeGreaterThan(1e-2)
      for (const logits of ours(graph, weights, images, output)) {
        const error = relativeMaximum(logits, wanted)
        console.log(`${reference.model}, ${output}: ${error.toExponential(2)}`)
        expect(error).toBeLessThan(1e-4)
      }
    }
  })
})
