import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { engineStatusSchema } from '../../../shared/contract/engine.ts'
import { temporaryFolder, writeColours, type TemporaryFolder } from './image-folder.ts'
import { runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

let folder: TemporaryFolder
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(() => folder.remove())

it('says what the engine runs on', async () => {
  const store = join(folder.path, 'store')
  const { code, stdout } = await runCli(['doctor', '--json'], { store })
  const status = engineStatusSchema.parse(JSON.parse(stdout))
  expect(code).toBe(0)
  expect(status.tensorflow).toMatch(/^\d+\.\d+\.\d+/)
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, store })
  const table = await runCli(['doctor'], { store })
  expect(table.stdout).toContain(`tensorflow    ${status.tensorflow}`)
  expect(table.stdout).toContain('training works here')
})

it('fails where runs cannot be kept', async () => {
  await writeFile(join(folder.path, 'file'), '')
  const { code, stdout } = await runCli(['doctor', '--json'], { store: join(folder.path, 'file', 'store') })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, problems: [{ code: 'store-unwritable' }] })
})

it.runIf(process.platform === 'linux')('fails where TensorFlow cannot be loaded, and says how to mend it', async () => {
  // The loader looks here first: a real failure to load.
  for (const library of ['libtensorflow_cc.so.2', 'libtensorflow.so.2']) {
    await writeFile(join(folder.path, library), 'not a library')
  }
  const environment = { LD_LIBRARY_PATH: folder.path }
  const store = join(folder.path, 'store')
  const { code, stdout } = await runCli(['doctor', '--json'], { store, environment })
  const status = JSON.parse(stdout) as { problems: { code: string; mend: string }[] }
  expect(code).toBe(1)
  expect(status).toMatchObject({ ok: false, tensorflow: '' })
  expect(status.problems[0]).toMatchObject({ code: 'tensorflow-unusable', mend: 'npm run setup' })
  // What needs no TensorFlow does not load it.
  expect(await runCli(['describe', '--json'], { store, environment })).toMatchObject({ code: 0, stderr: '' })
  const images = await writeColours(join(folder.path, 'images'), 2, 8)
  const training = await runCli(['train', images], { store, environment })
  expect({ code: training.code, stdout: training.stdout }).toEqual({ code: 1, stdout: '' })
  expect(training.stderr).toMatch(/^error engine-unavailable: the training engine cannot start .*doctor/m)
  expect(training.stderr).not.toContain('    at ')
})
