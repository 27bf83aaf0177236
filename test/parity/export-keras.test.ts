import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import { kerasLayerOrder } from '../../main/engine/formats/keras/layer-order.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { smallModel, VARIANTS } from '../main/engine/formats/models.ts'
import {
  expectSameModel,
  expectSameProbabilities,
  goldenOf,
  readProbabilities,
  valueOf,
  writeExportJob,
  writePixels,
  type ExportJob,
} from './export-jobs.ts'
import { describeParity, runPython } from './keras.ts'

const MODELS = [
  ...Object.entries(VARIANTS).map(([name, options]) => ({ name, model: smallModel(options), images: 13 })),
  {
    name: 'the full network at 299 pixels',
    model: smallModel({ inputSize: 299, width: 1, middle: 8, classes: 1000 }),
    images: 4,
  },
]

describeParity('.keras', () => {
  let folder: string
  let jobs: ExportJob[]
  let loaded: unknown[]

  // One Python for all: it takes seconds to start.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-keras-'))
    jobs = []
    for (const [index, { model, images }] of MODELS.entries()) {
      jobs.push(await writeExportJob(model, 'keras', join(folder, String(index)), images))
    }
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
    loaded = JSON.parse(await runPython('load_export.py', join(folder, 'jobs.json'))) as unknown[]
  }, 300_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  describe.each(MODELS.map((each, index) => ({ ...each, index })))('$name', ({ model, images, index }) => {
    const job = () => jobs[index] as ExportJob

    test('Keras loads it without a warning, with the same layers', () => {
      const { totalParameters: parameters, trainableParameters } = countCost(model.graph)
      const names = kerasLayerOrder(model.graph).map(({ name }) => name)
      expect(loaded[index]).toEqual({ names, parameters, trainableParameters })
    })
    test('and gives our probabilities', async () => {
      await expectSameProbabilities(model, await readProbabilities(job().probabilities), images)
    })
    test('and what it saves is read', async () => {
      expectSameModel(valueOf(await FORMATS.keras.read(job().saved)), model)
    })
  })

  test("Keras' own Xception is read and gives Keras' probabilities", async () => {
    const alike = smallModel({ inputSize: 96, width: 1, middle: 8, classes: 10 })
    const golden = await goldenOf(alike)
    const path = (name: string) => join(folder, name)
    await writePixels(path('images'), golden.pixels, alike, golden.count)
    await runPython('save_application.py', path('theirs.keras'), path('images'), path('probabilities'))
    const read = valueOf(await FORMATS.keras.read(path('theirs.keras')))
    expect(countCost(read.graph)).toMatchObject({ totalParameters: countCost(alike.graph).totalParameters })
    await expectSameProbabilities(read, await readProbabilities(path('probabilities')))
  })
})
