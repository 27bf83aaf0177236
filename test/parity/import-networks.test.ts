import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModel } from '../../main/engine/formats/read-model.ts'
import { valueOf } from './export-jobs.ts'
import { expectAnswersOf } from './import-jobs.ts'
import { describeParity, runPython } from './keras.ts'

/** More seeds can be tried by hand; those of 1000 to 1119 agreed too when this was written. */
const SEEDS = Number(process.env['XW_SEEDS'] ?? 12)

/** What the report says besides what it says of every file without names for its classes. */
const NOTES: Readonly<Record<string, readonly string[]>> = {
  one_logit: ['layer-skipped', 'binary-output'],
  one_probability: ['binary-output'],
  one_probability_apart: ['binary-output'],
  preprocess_input: [],
  operators: [],
  both_pools: [],
  pools_as_maps: [],
  scaled_vector: ['softmax-added'],
  grey: ['grey-input'],
}

describeParity("people's idioms and random networks, as Keras wrote them", () => {
  let folder: string
  let names: readonly string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-networks-'))
    names = JSON.parse(await runPython('write_networks.py', folder, String(SEEDS))) as string[]
  }, 300_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const read = async (file: string) => valueOf(await readModel(join(folder, file)))

  test.each(Object.entries(NOTES))('%s is read, and the report says how', async (name, notes) => {
    for (const file of [`${name}.keras`, `${name}.h5`]) {
      const model = await read(file)
      const codes = model.report.notes.map(({ code }) => code)
      expect(codes, file).toEqual([...notes, 'preprocessing-found', 'labels-numbered'])
      expect(model.report, file).toMatchObject({ initial: [], unused: [] })
      await expectAnswersOf(model, join(folder, `${name}.expected`))
    }
  })

  test('random networks answer as their writer does', async () => {
    const random = names.filter((name) => name.startsWith('random-'))
    expect(random).toHaveLength(SEEDS)
    for (const name of random) {
      for (const file of [`${name}.keras`, `${name}.h5`]) {
        const model = await read(file)
        expect(model.report, file).toMatchObject({ initial: [], unused: [] })
        await expectAnswersOf(model, join(folder, `${name}.expected`))
      }
    }
  })
})
