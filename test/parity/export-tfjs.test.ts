import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { smallModel, VARIANTS } from '../main/engine/formats/models.ts'
import {
  expectSameModel,
  expectSameProbabilities,
  readProbabilities,
  valueOf,
  writeExportJob,
  type ExportJob,
} from './export-jobs.ts'

/** Plain JavaScript takes some ten seconds for an image at full size: one must do. */
const MODELS = [
  ...Object.entries(VARIANTS).map(([name, options]) => ({ name, model: smallModel(options), images: 13 })),
  {
    name: 'the full network at 299 pixels',
    model: smallModel({ inputSize: 299, width: 1, middle: 8, classes: 1000 }),
    images: 1,
  },
]

let folder: string
let jobs: ExportJob[]
let loaded: readonly { readonly names: readonly string[]; readonly parameters: number }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-tfjs-'))
  jobs = []
  for (const [index, { model, images }] of MODELS.entries()) {
    jobs.push(await writeExportJob(model, 'tfjs', join(folder, String(index)), images))
  }
  await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
  const program = join(import.meta.dirname, 'plain-tfjs-program.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [program, join(folder, 'jobs.json')])
  loaded = JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as typeof loaded
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(MODELS.map((each, index) => ({ ...each, index })))('$name', ({ model, images, index }) => {
  const job = () => jobs[index] as ExportJob

  test('plain JavaScript tfjs has the same layers', () => {
    const names = model.graph.nodes.map((node) => node.name)
    expect(loaded[index]?.names.toSorted()).toEqual(names.toSorted())
    expect(loaded[index]?.parameters).toBe(countCost(model.graph).totalParameters)
  })
  test('and gives our probabilities', async () => {
    await expectSameProbabilities(model, await readProbabilities(job().probabilities), images)
  })
  test('and what it saves is read', async () => {
    expectSameModel(valueOf(await FORMATS.tfjs.read(job().saved)), model)
  })
})
