import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { upToFirstOutput } from '../../shared/graph/first-output.ts'
import { ZOO_CLASSES, ZOO_GRAPHS } from '../main/engine/zoo-models.ts'
import {
  expectSameModel,
  expectSameProbabilities,
  readProbabilities,
  valueOf,
  writeExportJob,
  type ExportJob,
} from './export-jobs.ts'
import { weightData, wideWeights } from './fixtures.ts'
import { describeParity, runPython } from './keras.ts'

const IMAGES = 4
const labels = Array.from({ length: ZOO_CLASSES }, (_, index) => `class ${index}`)
/* Xception's variants are in export-keras.test.ts. */
const MODELS = ZOO_GRAPHS.filter(([name]) => name !== 'xception').map(([name, whole]) => {
  const graph = upToFirstOutput(whole)
  return { name, model: { graph, labels, weights: weightData(wideWeights(graph, 9)) } satisfies ModelFile }
})

describeParity('.keras of every network', () => {
  let folder: string
  let jobs: ExportJob[]
  let loaded: { readonly parameters: number; readonly trainableParameters: number }[]

  // One Python for all: it takes seconds to start.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-zoo-keras-'))
    jobs = []
    for (const [index, { model }] of MODELS.entries()) {
      jobs.push(await writeExportJob(model, 'keras', join(folder, String(index)), IMAGES))
    }
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
    loaded = JSON.parse(await runPython('load_export.py', join(folder, 'jobs.json'))) as typeof loaded
  }, 300_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  describe.each(MODELS.map((each, index) => ({ ...each, index })))('$name', ({ model, index }) => {
    test('Keras loads it without a warning and counts the same parameters', () => {
      const { totalParameters: parameters, trainableParameters } = countCost(model.graph)
      expect(loaded[index]).toMatchObject({ parameters, trainableParameters })
    })
    test('and gives our probabilities', async () => {
      await expectSameProbabilities(model, await readProbabilities((jobs[index] as ExportJob).probabilities), IMAGES)
    })
    test('and what it saves is read', async () => {
      expectSameModel(valueOf(await FORMATS.keras.read((jobs[index] as ExportJob).saved)), model)
    })
  })
})
