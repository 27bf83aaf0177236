import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportModel } from '../../main/engine/formats/export-model.ts'
import { bundledGoldenImages, goldenPixels } from '../../main/engine/formats/golden-images.ts'
import { probabilitiesOf } from '../../main/engine/formats/probabilities.ts'
import type { ExportFormat } from '../../shared/contract/export.ts'
import type { Resize } from '../../shared/graph/layer-graph.ts'
import { smallModel } from '../main/engine/formats/models.ts'
import { valueOf } from './export-jobs.ts'
import { describeParity, runPython } from './keras.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
/**
 * A photograph, a drawing and a JPEG that lies on its side, of other sizes than the model's 32 pixels. Decoders of JPEG
 * differ by a level or two; taken as it lies, its answers would be 0.03 off.
 */
const IMAGES = [
  'test/fixtures/photographs/chelsea.png',
  'samples/golden/colour-wide.png',
  'test/fixtures/images/orientation-6.jpg',
].map((file) => join(root, file))
const WAYS = ['nearest', 'bilinear'] as const
const IN_PYTHON = ['keras', 'saved-model', 'onnx'] as const
const IN_NODE = ['tfjs', 'onnx'] as const
const CASES = (formats: readonly ExportFormat[]) =>
  WAYS.flatMap((way) => formats.map((format) => [`${format}, ${way}`, way, format] as const))

/** Four digits are printed; 1e-5 is what a certificate allows. */
const PRINTED = 0.5e-4 + 1e-5
const ALLOWED = [PRINTED, PRINTED, 0.01]

let folder: string
const placeOf = (way: Resize, format: ExportFormat) => join(folder, way, format)

function modelOf(resize: Resize) {
  const { graph, ...rest } = smallModel()
  return { ...rest, graph: { ...graph, preprocessing: { ...graph.preprocessing, resize } } }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-resizing-'))
  const goldenImages = (await bundledGoldenImages()).slice(0, 1)
  for (const way of WAYS) {
    await mkdir(join(folder, way))
    for (const format of new Set<ExportFormat>([...IN_PYTHON, ...IN_NODE])) {
      const about = { exportId: format, runId: null, checkpoint: null, versions: {} }
      valueOf(await exportModel({ ...about, model: modelOf(way), format, folder: placeOf(way, format), goldenImages }))
    }
  }
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the workbench says of each image, row after row. */
async function expected(way: Resize): Promise<Float32Array> {
  const images = await Promise.all(IMAGES.map(async (file) => ({ file, bytes: await readFile(file) })))
  const model = modelOf(way)
  return valueOf(probabilitiesOf(model, valueOf(await goldenPixels(images, model.graph))))
}

/** The printed probabilities are ours, of every image. */
async function expectOurs(way: Resize, outputs: readonly string[]): Promise<void> {
  const { labels } = modelOf(way)
  const ours = await expected(way)
  expect(outputs).toHaveLength(IMAGES.length)
  for (const [image, output] of outputs.entries()) {
    const lines = output.split(/\r?\n/).filter((line) => /^[01]\.\d{4} /.test(line))
    expect(lines).toHaveLength(labels.length)
    for (const line of lines) {
      const own = ours[image * labels.length + labels.indexOf(line.slice(7))] ?? NaN
      expect(Math.abs(Number(line.slice(0, 6)) - own), `${IMAGES[image]}: ${line}`).toBeLessThan(ALLOWED[image] ?? 0)
    }
  }
}

test('each way gives other answers on these images', async () => {
  const answers = await Promise.all((['bilinear-antialias', ...WAYS] as const).map(expected))
  for (const [at, one] of answers.entries()) {
    for (const other of answers.slice(at + 1)) {
      expect(Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? NaN))))).toBeGreaterThan(
        20 * PRINTED,
      )
    }
  }
})

describeParity('example.py brings images to size as its certificate says', () => {
  let outputs: Readonly<Record<string, readonly string[]>>
  beforeAll(async () => {
    const programs = CASES(IN_PYTHON).map(([, way, format]) => join(placeOf(way, format), 'example.py'))
    outputs = JSON.parse(await runPython('run_examples.py', IMAGES.join(','), ...programs)) as typeof outputs
  }, 120_000)
  test.each(CASES(IN_PYTHON))('%s', async (_, way, format) => {
    await expectOurs(way, outputs[join(placeOf(way, format), 'example.py')] ?? [])
  })
})

describe('example.mjs brings images to size as its certificate says', () => {
  test.each(CASES(IN_NODE))(
    '%s',
    async (_, way, format) => {
      // As after npm install in the folder.
      const place = placeOf(way, format)
      await symlink(join(root, 'node_modules'), join(place, 'node_modules'))
      const program = join(place, 'example.mjs')
      const ran = await Promise.all(IMAGES.map((image) => run(process.execPath, [program, image])))
      await expectOurs(
        way,
        ran.map(({ stdout }) => stdout),
      )
    },
    60_000,
  )
})
