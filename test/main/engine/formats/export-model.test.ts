import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { countNativeTensors, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { ALLOWED_DIFFERENCE, exportModel, type ExportRequest } from '../../../../main/engine/formats/export-model.ts'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { bundledGoldenImages } from '../../../../main/engine/formats/golden-images.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { certificateSchema, type ExportFormat } from '../../../../shared/contract/export.ts'
import { countCost } from '../../../../shared/graph/count-cost.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { smallModel } from './models.ts'

const run = promisify(execFile)
const model = smallModel()
const goldenImages = await bundledGoldenImages()
let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const request = (format: ExportFormat, changes: Partial<ExportRequest> = {}): ExportRequest => ({
  model,
  format,
  folder: join(folder, 'out'),
  exportId: 'run-1/out',
  runId: 'run-1',
  checkpoint: 'best',
  goldenImages,
  versions: { workbench: '0.0.0' },
  ...changes,
})

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

const READERS = {
  keras: 'own',
  'keras-weights': 'own',
  h5: 'own',
  tfjs: 'tfjs',
  'saved-model': 'tensorflow',
  safetensors: 'own',
} as const
const READ = Object.keys(READERS) as (keyof typeof READERS)[]

describe.each(READ)('%s', (format) => {
  test('the certificate says what was proven', async () => {
    const stages: string[] = []
    const report = await exportModel(request(format, { onProgress: (stage) => stages.push(stage) }))
    if (!report.ok) throw new Error(JSON.stringify(report.error))
    expect(stages).toEqual(['writing', 'reading', 'comparing'])
    expect(report.value).toMatchObject({ format, folder: 'out', exportId: 'run-1/out' })

    const out = join(folder, 'out')
    const certificate = certificateSchema.parse(JSON.parse(await readFile(join(out, 'certificate.json'), 'utf8')))
    expect(report.value.certificate).toEqual(certificate)
    expect(certificate).toMatchObject({
      runId: 'run-1',
      checkpoint: 'best',
      model: { name: 'xception', parameters: countCost(model.graph).totalParameters, inputShape: [32, 32, 3] },
      labels: model.labels,
      check: { reader: READERS[format], allowed: ALLOWED_DIFFERENCE },
    })
    expect(certificate.check.maxDifference).toBeLessThanOrEqual(ALLOWED_DIFFERENCE)
    expect(certificate.golden).toHaveLength(goldenImages.length)
    for (const [index, golden] of certificate.golden.entries()) {
      expect(golden.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
      expect(await readFile(join(out, golden.file))).toEqual(goldenImages[index]?.bytes)
    }
    const listed = certificate.files.map(({ file }) => file)
    expect([...listed, 'certificate.json', 'golden'].sort()).toEqual((await readdir(out, { recursive: true })).sort())
    for (const { file, sha256: sum } of certificate.files) expect(await sha256(join(out, file)), file).toBe(sum)
    expect(JSON.parse(await readFile(join(out, 'labels.json'), 'utf8'))).toEqual(model.labels)
    expect(await readdir(folder)).toEqual(['out'])
  })

  test.skipIf(format === 'saved-model')('the folder is a model again', async () => {
    await exportModel(request(format))
    for (const path of [join(folder, 'out'), join(folder, 'out', FORMATS[format].file)]) {
      expect(await readModel(path)).toMatchObject({ ok: true, value: { graph: model.graph, labels: model.labels } })
    }
  })

  test('no tensor stays', async () => {
    await exportModel(request(format))
    const before = [tf.memory().numTensors, countNativeTensors()]
    await exportModel(request(format, { folder: join(folder, 'again') }))
    expect([tf.memory().numTensors, countNativeTensors()]).toEqual(before)
  })

  test('an export that differs is not kept', async () => {
    const { write } = FORMATS[format]
    vi.spyOn(FORMATS[format], 'write').mockImplementation((given, to) => {
      const weights = new Map(given.weights)
      weights.set('predictions/bias', Float32Array.of(0.001, 0, 0, 0, 0))
      return write({ ...given, weights }, to)
    })
    const report = await exportModel(request(format))
    expect(report).toMatchObject({ error: { code: 'export-mismatch', data: { format, allowed: 1e-5 } } })
    expect(await readdir(folder)).toEqual([])
  })

  test('neither is one whose probabilities are not numbers', async () => {
    const weights = new Map(model.weights).set('predictions/bias', Float32Array.of(0, NaN, 0, 0, 0))
    const report = await exportModel(request(format, { model: { ...model, weights } }))
    expect(report).toMatchObject({ error: { code: 'export-mismatch', data: { difference: NaN } } })
    expect(await readdir(folder)).toEqual([])
  })

  test('an empty folder is filled, a full one is refused and left alone', async () => {
    await mkdir(join(folder, 'out'))
    expect(await exportModel(request(format))).toMatchObject({ ok: true })
    const names = await readdir(join(folder, 'out'))
    expect(names).toContain('certificate.json')
    expect(await exportModel(request(format))).toMatchObject({ error: { code: 'destination-not-empty' } })
    expect(await readdir(join(folder, 'out'))).toEqual(names)
  })
})

describe('onnx', () => {
  test('the certificate says that nothing here checked it', async () => {
    const report = await exportModel(request('onnx'))
    if (!report.ok) throw new Error(JSON.stringify(report.error))
    const { check, input } = report.value.certificate
    expect(check).toEqual({ reader: 'none', maxDifference: null, allowed: ALLOWED_DIFFERENCE })
    expect(input).toEqual({ dtype: 'uint8', layout: 'nhwc', values: 'pixels' })
  })
  test.each([
    ['float-nhwc', 'nhwc'],
    ['float-nchw', 'nchw'],
  ] as const)('%s is said to take scaled floats', async (onnxInput, layout) => {
    const report = await exportModel(request('onnx', { options: { onnxInput } }))
    expect(report).toMatchObject({
      value: { certificate: { input: { dtype: 'float32', layout, values: 'scaled' } } },
    })
  })
})

test.each(['saved-model', 'onnx'] as const)('%s is a program, and opening it says what to do', async (format) => {
  await exportModel(request(format))
  for (const path of [join(folder, 'out'), join(folder, 'out', FORMATS[format].file)]) {
    expect(await readModel(path)).toMatchObject({
      error: { code: 'model-is-program', data: { format: FORMATS[format].file } },
    })
  }
})

test('batch norms are folded on request, and the answers stay', async () => {
  const report = await exportModel(request('keras', { options: { foldBatchNorm: true } }))
  if (!report.ok) throw new Error(JSON.stringify(report.error))
  const read = await readModel(join(folder, 'out'))
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(read.value.graph.nodes.filter(({ kind }) => kind === 'batchNormalization')).toEqual([])
  expect(report.value.certificate.check.maxDifference).toBeLessThanOrEqual(ALLOWED_DIFFERENCE)
})

test('missing parent folders are made', async () => {
  const deep = join(folder, 'a', 'b', 'c')
  expect(await exportModel(request('keras', { folder: deep }))).toMatchObject({ ok: true })
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c'])
})

test('a file in the way is refused and left alone', async () => {
  await writeFile(join(folder, 'out'), 'letter')
  expect(await exportModel(request('keras'))).toMatchObject({ error: { code: 'destination-not-empty' } })
  expect(await readFile(join(folder, 'out'), 'utf8')).toBe('letter')
})

// Modes do not stop the superuser; the kernel's own file system does.
const readOnly = process.getuid?.() === 0 ? '/sys/xw-export' : null

test.skipIf(process.platform === 'win32')('a read-only place is refused', async () => {
  if (!readOnly) await chmod(folder, 0o500)
  const report = await exportModel(request('keras', { folder: join(readOnly ?? folder, 'out') }))
  await chmod(folder, 0o700)
  expect(report).toMatchObject({ error: { code: 'permission-denied' } })
})

test.skipIf(process.platform === 'win32').each(['keras', 'tfjs', 'h5', 'saved-model'] as const)(
  'a disk that is full while %s is written: said so, and nothing is left',
  async (format) => {
    const program = join(import.meta.dirname, 'export-program.ts')
    // No file may grow over 32 or 64 kB, as if the disk ended there; the model wants more.
    const script = `ulimit -f 64; exec "$0" "$@"`
    const { stdout } = await run('sh', ['-c', script, process.execPath, program, format, join(folder, 'out')])
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'disk-full' } })
    expect(await readdir(folder)).toEqual([])
  },
)

test('an image that is none is named', async () => {
  const report = await exportModel(request('keras', { goldenImages: [{ file: 'x.png', bytes: new Uint8Array(99) }] }))
  expect(report).toMatchObject({ error: { code: 'image-unreadable', data: { path: 'x.png' } } })
})
