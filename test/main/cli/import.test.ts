import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { FORMATS } from '../../../main/engine/formats/formats.ts'
import { importReportSchema } from '../../../shared/contract/import.ts'
import { smallModel } from '../engine/formats/models.ts'
import { temporaryFolder } from '../engine/runs/temporary-folder.ts'
import { jsonLines, runCli } from './run-cli.ts'

const bag = join(import.meta.dirname, '../../../samples/golden/fashion-bag.png')
let folder: string
let cli: (...args: string[]) => ReturnType<typeof runCli>
beforeEach(() => {
  folder = temporaryFolder()
  cli = (...args) => runCli(args, { store: join(folder, 'store') })
})

test('import, predict, export and verify: one model all the way', async () => {
  const model = smallModel()
  await FORMATS.h5.write(model, folder)
  const [file, out, onnx] = [join(folder, 'model.h5'), join(folder, 'imported'), join(folder, 'exported')]

  const imported = await cli('import', file, '--out', out)
  expect(imported).toMatchObject({ code: 0, stderr: '' })
  expect(imported.stdout).toContain('h5: xception, input 32x32x3, 5 classes')
  expect((await readdir(out)).toSorted()).toEqual(
    ['architecture.json', 'import.json', 'labels.json', 'model.safetensors', 'preprocessing.json'].toSorted(),
  )
  const report = importReportSchema.parse(JSON.parse(await readFile(join(out, 'import.json'), 'utf8')))
  expect(report).toMatchObject({ format: 'h5', initial: [], unused: [] })
  expect(report.matched).toHaveLength(model.weights.size)

  const answers = await Promise.all([file, out].map((path) => cli('predict', path, bag, '--json')))
  const [direct, fromFolder] = answers.map(({ stdout }) => jsonLines(stdout)[0])
  expect(direct).toMatchObject({ file: bag })
  expect(fromFolder).toEqual(direct)

  const exported = await cli('export', out, '--format', 'saved-model', '--out', onnx, '--json')
  expect(jsonLines(exported.stdout)[0]).toMatchObject({
    runId: null,
    checkpoint: null,
    check: { reader: 'tensorflow' },
  })
  const verified = await cli('verify', onnx, '--json')
  expect(verified.code).toBe(0)
  expect(jsonLines(verified.stdout)[0]).toMatchObject({ ok: true, damaged: [], reader: 'tensorflow' })
}, 60_000)

test('a changed file is named, and the exit code says it', async () => {
  await FORMATS.keras.write(smallModel(), folder)
  const out = join(folder, 'out')
  await cli('export', join(folder, 'model.keras'), '--format', 'safetensors', '--out', out)
  await writeFile(join(out, 'labels.json'), '[]')
  const { code, stdout } = await cli('verify', out)
  expect(code).toBe(1)
  expect(stdout).toContain('labels.json is changed')
}, 60_000)

test('what is no export, and what is no model', async () => {
  await writeFile(join(folder, 'letter.txt'), 'Dear reader')
  expect(await cli('verify', folder)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error not-found/m) })
  const imported = await cli('import', join(folder, 'letter.txt'), '--out', join(folder, 'out'))
  expect(imported).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error model-format-unknown/m) })
}, 60_000)
