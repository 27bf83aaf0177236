import { createHash } from 'node:crypto'
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exportModel } from '../../../../main/engine/formats/export-model.ts'
import { bundledGoldenImages } from '../../../../main/engine/formats/golden-images.ts'
import { integer, message, nested, text } from '../../../../main/engine/formats/protobuf.ts'
import { verifyExport } from '../../../../main/engine/formats/verify-export.ts'
import { exportFormatSchema, type ExportFormat } from '../../../../shared/contract/export.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { smallModel } from './models.ts'
import { changeJson, type Json } from './rewrite.ts'

let originals: string
let folder: string

beforeAll(async () => {
  originals = await mkdtemp(join(tmpdir(), 'xw-verify-'))
  const goldenImages = (await bundledGoldenImages()).slice(0, 2)
  for (const format of exportFormatSchema.options) {
    const report = await exportModel({
      model: smallModel(),
      format,
      folder: join(originals, format),
      exportId: format,
      runId: null,
      checkpoint: null,
      goldenImages,
      versions: {},
    })
    if (!report.ok) throw new Error(JSON.stringify(report.error))
  }
}, 60_000)
afterAll(() => rm(originals, { recursive: true, force: true }))
beforeEach(() => {
  folder = temporaryFolder()
})

async function take(format: ExportFormat): Promise<string> {
  await cp(join(originals, format), join(folder, format), { recursive: true })
  return join(folder, format)
}

const detailOf = async (path: string) => {
  const outcome = await verifyExport(path, null)
  if (outcome.ok) throw new Error('it was verified')
  return outcome.error
}

test.each(exportFormatSchema.options.filter((format) => format !== 'onnx'))(
  '%s, moved elsewhere, holds',
  async (format) => {
    const verified = await verifyExport(await take(format), null)
    expect(verified).toMatchObject({ ok: true, value: { format, damaged: [], images: 2, ok: true } })
  },
)

test('onnx: the files are checked, and that nothing compared the answers is said', async () => {
  const verified = await verifyExport(await take('onnx'), null)
  expect(verified).toMatchObject({ ok: true, value: { reader: 'none', maxDifference: null, ok: true } })
})

test('a file that is gone and one that is changed are named', async () => {
  const path = await take('keras')
  const golden = (await readdir(join(path, 'golden'))).map((name) => `golden/${name}`)
  await rm(join(path, 'labels.json'))
  await writeFile(join(path, 'README.txt'), 'other')
  await rm(join(path, golden[0] ?? ''))
  await appendFile(join(path, golden[1] ?? ''), 'other')
  const problems = [
    { file: golden[0], problem: 'missing' },
    { file: golden[1], problem: 'changed' },
    { file: 'labels.json', problem: 'missing' },
    { file: 'README.txt', problem: 'changed' },
  ]
  const verified = await verifyExport(path, null)
  expect(verified).toMatchObject({ ok: true, value: { ok: false, maxDifference: null } })
  expect(verified.ok && verified.value.damaged).toEqual(expect.arrayContaining(problems))
})

test('an image that an older certificate does not list is missed too', async () => {
  const path = await take('keras')
  await changeJson(join(path, 'certificate.json'), (certificate: Json) => {
    certificate.files = certificate.files.filter(({ file }: Json) => !file.startsWith('golden/'))
  })
  expect(await verifyExport(path, null)).toMatchObject({ ok: true, value: { ok: true } })
  const [gone = ''] = await readdir(join(path, 'golden'))
  await rm(join(path, 'golden', gone))
  const damaged = [{ file: `golden/${gone}`, problem: 'missing' }]
  expect(await verifyExport(path, null)).toMatchObject({ ok: true, value: { ok: false, damaged } })
})

test('no certificate, and one that is none', async () => {
  const path = await take('keras')
  const certificate = join(path, 'certificate.json')
  await writeFile(certificate, '{')
  expect(await verifyExport(path, null)).toMatchObject({
    error: { code: 'certificate-invalid', data: { path: certificate, detail: 'certificate.json is not JSON' } },
  })
  await rm(certificate)
  expect(await verifyExport(path, null)).toMatchObject({ error: { code: 'not-found', data: { path: certificate } } })
})

test('probabilities that the model does not give are no proof', async () => {
  const path = await take('h5')
  await changeJson(
    join(path, 'certificate.json'),
    (certificate: Json) => (certificate.golden[0].probabilities[0] += 0.01),
  )
  expect(await verifyExport(path, null)).toMatchObject({ ok: true, value: { ok: false } })
})

describe('a certificate that is a trap', () => {
  const traps: readonly (readonly [string, (certificate: Json) => void])[] = [
    ['a file above the folder', (c) => (c.files[0].file = '../secret')],
    ['an absolute file', (c) => (c.files[0].file = '/etc/hostname')],
    ['a golden image elsewhere', (c) => (c.golden[0].file = 'golden/../../secret')],
  ]
  test.each(traps)('%s', async (_, change) => {
    const path = await take('keras')
    await changeJson(join(path, 'certificate.json'), change)
    expect(await detailOf(path)).toMatchObject({ code: 'certificate-invalid' })
  })
  const lies: typeof traps = [
    ['an input of a terapixel', (c) => (c.model.inputShape = [1e6, 1e6, 3])],
    ['no probabilities', (c) => (c.golden[0].probabilities = [])],
  ]
  test.each(lies)('%s', async (_, change) => {
    const path = await take('keras')
    await changeJson(join(path, 'certificate.json'), change)
    expect(await detailOf(path)).toMatchObject({ code: 'model-invalid' })
  })
})

describe('a SavedModel that is not ours is not run', () => {
  async function replaceGraph(change: (bytes: Buffer) => Uint8Array): Promise<string> {
    const path = await take('saved-model')
    const file = join(path, 'saved_model.pb')
    await writeFile(file, change(await readFile(file)))
    await changeJson(join(path, 'certificate.json'), (certificate: Json) => {
      certificate.files = certificate.files.filter((each: Json) => each.file !== 'saved_model.pb')
    })
    return path
  }
  const joined = (...parts: readonly { readonly parts: readonly Uint8Array[] }[]) =>
    Buffer.concat(parts.flatMap((part) => part.parts))

  test('an op that writes files', async () => {
    const node = message([text(1, 'evil'), text(2, 'WriteFile')])
    const graph = message([nested(2, message([nested(1, node)]))])
    const path = await replaceGraph(() => joined(integer(1, 1), nested(2, graph)))
    expect((await detailOf(path)).data).toMatchObject({ detail: expect.stringMatching(/op "WriteFile"/) as string })
  })
  test('functions', async () => {
    const graph = message([nested(2, message([nested(2, message([]))]))])
    const path = await replaceGraph(() => joined(integer(1, 1), nested(2, graph)))
    expect((await detailOf(path)).data).toMatchObject({ detail: expect.stringMatching(/^its field 2/) as string })
  })
  test('cut short', async () => {
    const path = await replaceGraph((bytes) => bytes.subarray(0, bytes.length - 9))
    expect((await detailOf(path)).data).toMatchObject({ detail: 'saved_model.pb is not whole' })
  })
})

test('onnx whose values would lie elsewhere', async () => {
  const path = await take('onnx')
  const location = nested(13, message([text(1, 'location'), text(2, '../../secret')]))
  // Protocol buffers of one message after another are the message of both.
  const more = message([nested(7, message([nested(5, message([text(8, 'stolen'), location]))]))])
  const bytes = Buffer.concat([await readFile(join(path, 'model.onnx')), ...more.parts])
  await writeFile(join(path, 'model.onnx'), bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await changeJson(join(path, 'certificate.json'), (certificate: Json) => {
    Object.assign(
      certificate.files.find(({ file }: Json) => file === 'model.onnx'),
      { bytes: bytes.length, sha256 },
    )
  })
  expect(await detailOf(path)).toMatchObject({
    code: 'model-invalid',
    data: { detail: 'its tensor "stolen" keeps its values in another file' },
  })
})
