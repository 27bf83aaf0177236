import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-web'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldModel } from '../../main/engine/formats/fold-model.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { writeOnnx } from '../../main/engine/formats/onnx/write-onnx.ts'
import { exportInputs } from '../../shared/contract/export.ts'
import { everyKind } from '../main/engine/formats/every-kind.ts'
import { smallModel } from '../main/engine/formats/models.ts'
import { expectSameProbabilities, goldenOf } from './export-jobs.ts'

type Input = (typeof exportInputs)[number]

const xception = smallModel()
const CASES: readonly (readonly [name: string, model: ModelFile, input: Input, fold: boolean, images: number])[] = [
  ...exportInputs.map((input) => [input, xception, input, false, 4] as const),
  ...exportInputs.map((input) => [`${input}, batch norms folded`, xception, input, true, 4] as const),
  ['pointwise first with ELU', smallModel({ order: 'pointwise-first', activation: 'elu' }), 'uint8-nhwc', false, 4],
  ['every kind', everyKind({ localResponse: true, symmetric: true }), 'uint8-nhwc', false, 4],
  ['the full network', smallModel({ inputSize: 299, width: 1, middle: 8, classes: 1000 }), 'uint8-nhwc', false, 1],
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-onnx-'))
  // Threads of WebAssembly outlive the test.
  ort.env.wasm.numThreads = 1
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What an export takes, of RGB bytes `[count, height, width, 3]`. */
function inputOf({ graph }: ModelFile, pixels: Uint8Array, count: number, input: Input): ort.Tensor {
  const [height = 0, width = 0] = graph.inputShape
  if (input === 'uint8-nhwc') return new ort.Tensor('uint8', pixels, [count, height, width, 3])
  const { scale, offset } = graph.preprocessing
  const scaled = Float32Array.from(pixels, (value) => value * scale + offset)
  if (input === 'float-nhwc') return new ort.Tensor('float32', scaled, [count, height, width, 3])
  const area = height * width
  const turned = scaled.map((_, index) => {
    const [image, channel, place] = [Math.floor(index / (3 * area)), Math.floor(index / area) % 3, index % area]
    return scaled[(image * area + place) * 3 + channel] ?? NaN
  })
  return new ort.Tensor('float32', turned, [count, 3, height, width])
}

/** Whole batches and single images alike: at most 1e-5 from ours. */
test.each(CASES)(
  'ONNX Runtime in Node: %s',
  async (_, model, input, fold, images) => {
    const target = await mkdtemp(join(folder, 'model-'))
    await writeOnnx(fold ? foldModel(model) : model, target, { input })
    const session = await ort.InferenceSession.create(await readFile(join(target, 'model.onnx')))
    const { pixels, count } = await goldenOf(model, images)
    const run = async (part: Uint8Array, size: number) => {
      const outputs = await session.run({ images: inputOf(model, part, size, input) })
      return outputs['probabilities']?.data as Float32Array
    }
    await expectSameProbabilities(model, await run(pixels, count), images)
    await expectSameProbabilities(model, await run(pixels.slice(0, pixels.length / count), 1), 1)
    await session.release()
    expect(session.inputNames).toEqual(['images'])
  },
  60_000,
)
