import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportModel, type ExportRequest } from '../../main/engine/formats/export-model.ts'
import { verifyExport } from '../../main/engine/formats/verify-export.ts'
import { bundledGoldenImages } from '../../main/engine/formats/golden-images.ts'
import { certificateSchema, exportFormatSchema, type ExportFormat } from '../../shared/contract/export.ts'
import { smallModel } from '../main/engine/formats/models.ts'
import { describeParity, python, runPython } from './keras.ts'

const run = promisify(execFile)
const image = 'golden/colour-wide.png'
let folder: string

async function request(format: ExportFormat): Promise<ExportRequest> {
  return {
    model: smallModel(),
    format,
    folder: join(folder, format),
    exportId: format,
    runId: null,
    checkpoint: null,
    goldenImages: await bundledGoldenImages(),
    versions: {},
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-examples-'))
  for (const format of exportFormatSchema.options) {
    const report = await exportModel(await request(format))
    if (!report.ok) throw new Error(JSON.stringify(report.error))
  }
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The example's first line is the certificate's most probable class; another resize may move a probability a little. */
async function expectAnswer(format: ExportFormat, stdout: string): Promise<void> {
  const bytes = await readFile(join(folder, format, 'certificate.json'), 'utf8')
  const { golden, labels } = certificateSchema.parse(JSON.parse(bytes))
  const probabilities = golden.find(({ file }) => file === image)?.probabilities ?? []
  const best = probabilities.indexOf(Math.max(...probabilities))
  const [first = ''] = stdout
    .trim()
    .split(/\r?\n/)
    .filter((line) => /^[01]\.\d{4} /.test(line))
  expect(first.slice(7)).toBe(labels[best])
  expect(Math.abs(Number(first.slice(0, 6)) - (probabilities[best] ?? NaN))).toBeLessThan(0.02)
}

const inPython = exportFormatSchema.options.filter((format) => format !== 'tfjs')

describeParity('example.py', () => {
  let outputs: Readonly<Record<string, readonly string[]>>
  beforeAll(async () => {
    const programs = inPython.map((format) => join(folder, format, 'example.py'))
    outputs = JSON.parse(
      await runPython('run_examples.py', join(folder, 'keras', image), ...programs),
    ) as typeof outputs
  }, 60_000)

  test.each(inPython)('%s', (format) => expectAnswer(format, outputs[join(folder, format, 'example.py')]?.[0] ?? ''))

  test('xw verify compares ONNX by ONNX Runtime', async () => {
    const verified = await verifyExport(join(folder, 'onnx'), python)
    expect(verified).toMatchObject({ ok: true, value: { reader: 'onnxruntime', ok: true } })
    expect(verified.ok && verified.value.maxDifference).toBeLessThanOrEqual(1e-5)
  })
  test.each(['float-nhwc', 'float-nchw'] as const)('and ONNX that takes %s', async (onnxInput) => {
    const out = join(folder, onnxInput)
    const report = await exportModel({
      ...(await request('onnx')),
      folder: out,
      options: { onnxInput, foldBatchNorm: true },
    })
    expect(report.ok).toBe(true)
    const verified = await verifyExport(out, python)
    expect(verified).toMatchObject({ ok: true, value: { reader: 'onnxruntime', ok: true } })
  })
})

describe('example.mjs', () => {
  const inNode = async (name: string) => {
    // As after npm install in the folder.
    await symlink(join(import.meta.dirname, '../../node_modules'), join(folder, name, 'node_modules'))
    const { stdout } = await run(process.execPath, [join(folder, name, 'example.mjs'), join(folder, name, image)])
    return stdout
  }
  test.each(['tfjs', 'onnx'] as const)(
    '%s',
    async (format) => {
      await expectAnswer(format, await inNode(format))
    },
    60_000,
  )
  test.each(['float-nhwc', 'float-nchw'] as const)(
    'ONNX that takes %s',
    async (onnxInput) => {
      const name = `node-${onnxInput}`
      const out = join(folder, name)
      const report = await exportModel({ ...(await request('onnx')), folder: out, options: { onnxInput } })
      expect(report.ok).toBe(true)
      await expectAnswer('onnx', await inNode(name))
    },
    60_000,
  )
})
