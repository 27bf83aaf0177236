import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import type { ExportFormat } from '../../../../shared/contract/export.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { smallModel } from './models.ts'
import { mutate } from './mutate.ts'

/** Files of each kind: 2,000 in all. */
const FILES: Readonly<Partial<Record<ExportFormat, number>>> = {
  keras: 450,
  'keras-weights': 450,
  h5: 450,
  tfjs: 250,
  safetensors: 350,
  onnx: 25,
  'saved-model': 25,
}

/** Whatever is expected of a damaged file; a model that is still whole is fine too. */
const CODES = new Set(['model-invalid', 'model-format-unknown', 'model-is-program', 'not-found', 'permission-denied'])

describe.each(Object.entries(FILES) as [ExportFormat, number][])('%s', (format, count) => {
  let folder: string
  let original: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-fuzz-'))
    const written = await FORMATS[format].write(smallModel({ middle: 0, width: 0.02 }), folder)
    expect(written.ok).toBe(true)
    original = await readFile(join(folder, FORMATS[format].file))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('damaged files are read or refused, in time, and nothing is thrown', async () => {
    const path = join(folder, FORMATS[format].file)
    let [slowestMs, refused] = [0, 0]
    for (let seed = 0; seed < count; seed++) {
      await writeFile(path, mutate(original, createRandom(seed)))
      const start = process.cpuUsage()
      const read = await readModel(path).catch((error: unknown) => {
        throw new Error(`file ${seed} threw`, { cause: error })
      })
      const { user, system } = process.cpuUsage(start)
      slowestMs = Math.max(slowestMs, (user + system) / 1000)
      if (!read.ok) {
        refused++
        expect(CODES, `file ${seed}`).toContain(read.error.code)
      }
    }
    // Processor time, which a busy machine does not change: a second, and the start of a thread after one that is lost.
    expect(slowestMs).toBeLessThan(2000)
    expect(refused).toBeGreaterThan(count / 4)
    await writeFile(path, original)
    expect((await readModel(path)).ok).toBe(format !== 'onnx' && format !== 'saved-model')
  }, 120_000)
})
