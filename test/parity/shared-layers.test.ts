import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModel } from '../../main/engine/formats/read-model.ts'
import { countedModels, expectCounts, openedConfig, type CountedModel } from '../main/engine/formats/shared-layers.ts'
import { valueOf } from './export-jobs.ts'
import { expectAnswersOf } from './import-jobs.ts'
import { describeParity, runPython } from './keras.ts'

describeParity('models of Keras whose layers, or whose models inside, are called more than once', () => {
  let folder: string
  let models: Readonly<Record<string, CountedModel>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-shared-'))
    await runPython('write_shared_layers.py', folder)
    models = countedModels(join(folder, 'graphs.json.gz'))
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('are drawn call by call and counted as Keras counts them', async () => {
    for (const model of Object.values(models)) expectCounts(await openedConfig(folder, model.config), model)
  })

  const computed = ['reused_relu', 'two_by_two', 'weightless_twice', 'one_used', 'tied']
  test.each(computed.flatMap((name) => [`${name}.keras`, `${name}.h5`]))(
    '%s answers as its writer does',
    async (file) => {
      const model = valueOf(await readModel(join(folder, file)))
      expect(model.report.initial).toEqual([])
      // A part of a model that nothing reads is not computed.
      expect(model.report.unused).toHaveLength(file.startsWith('one_used') ? 2 : 0)
      await expectAnswersOf(model, join(folder, file.replace(/\.\w+$/, '.expected')))
    },
  )
})
