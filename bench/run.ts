import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { physicalCores } from '../main/engine/backend/tensorflow-environment.ts'
import { benchPython, python } from '../scripts/setup/python.mjs'
import { bestSettings } from './best.ts'
import { chooseConfigurations, configurations, inOrder, type Configuration } from './configurations.ts'
import type { Programs } from './engines/engine.ts'
import { keras, kerasJit } from './engines/keras.ts'
import { onnxRuntime } from './engines/onnx-runtime.ts'
import { ours } from './engines/ours.ts'
import { pytorch } from './engines/pytorch.ts'
import { stockTfjs } from './engines/stock-tfjs.ts'
import { checkGradients } from './gradient-check.ts'
import { measurePipeline } from './pipeline/measure-pipeline.ts'
import { photos } from './pipeline/photos.ts'
import { pipelineText } from './pipeline/pipeline-text.ts'
import { planHeats, winnerKey } from './heats.ts'
import { describeMachine } from './machine.ts'
import { measureConfiguration, type ConfigurationResult, type Paces } from './measure.ts'
import { parseBenchOptions, USAGE, UsageError, type BenchOptions } from './options.ts'
import { writeReport } from './report.ts'
import { writeSection } from './write-section.ts'

const ENGINES = [keras, pytorch, onnxRuntime, kerasJit, stockTfjs]
/** What the processes of a heat may take together. */
const MEMORY_SHARE = 0.8
const SLOW_ROUNDS = 2
const DOCUMENT = join(import.meta.dirname, '..', 'docs', 'performance.md')
const RESULTS = join(import.meta.dirname, 'results')

/** Progress; the report is what goes to stdout. */
const say = (text: string) => console.error(text)

async function measureAll(chosen: readonly Configuration[], programs: Programs, options: BenchOptions) {
  const { quick, rounds, resume } = options
  const paces: Paces = {
    usual: { rounds, blockSeconds: quick ? 1.5 : 2 },
    slow: { rounds: Math.min(SLOW_ROUNDS, rounds), blockSeconds: 1 },
  }
  const winners = new Map<string, string>()
  const results = resume === null ? [] : (JSON.parse(await readFile(resume, 'utf8')) as ConfigurationResult[])
  const keepWinners = (result: ConfigurationResult) => {
    for (const [family, setting] of bestSettings(result)) winners.set(winnerKey(result.id, family), setting)
  }
  results.forEach(keepWinners)
  const done = new Set(results.map(({ id }) => id))
  for (const configuration of chosen.filter(({ id }) => !done.has(id))) {
    say(configuration.id)
    const heats = planHeats(ENGINES, ours, configuration, winners, totalmem() * MEMORY_SHARE)
    const result = await measureConfiguration(configuration, heats, programs, paces, say)
    keepWinners(result)
    results.push(result)
    await save(results)
  }
  return inOrder(results)
}

async function measureFiles({ node, keras, torch }: Programs, rounds: number): Promise<string> {
  if (keras === null) return ''
  say('input pipeline')
  return pipelineText(await measurePipeline(await photos(keras), { node, keras, torch }, rounds))
}

/** What torch.compile keeps from one process to the next lasts for this run, so that its first steps count. */
async function withCompilerCache<T>(job: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'xw-inductor-'))
  process.env['TORCHINDUCTOR_CACHE_DIR'] = folder
  try {
    return await job()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const startedAt = new Date()

async function save(results: readonly ConfigurationResult[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  const name = `${startedAt.toISOString().replaceAll(':', '-').slice(0, 19)}.json`
  await writeFile(join(RESULTS, name), JSON.stringify(results, null, 1))
}

async function run(options: BenchOptions): Promise<void> {
  const threads = physicalCores()
  const chosen = chooseConfigurations(configurations(threads), options)
  const programs: Programs = { node: process.execPath, keras: python.find().path, torch: benchPython.find().path }
  const results = await withCompilerCache(() => measureAll(chosen, programs, options))
  const correctness = options.quick ? '' : await checkGradients(programs)
  const pipeline =
    options.dry && (options.quick || options.only.length > 0) ? '' : await measureFiles(programs, options.rounds)
  const machine = describeMachine(threads)
  const date = startedAt.toISOString().slice(0, 10)
  const report = writeReport({ date, machine, rounds: options.rounds, results, correctness, pipeline })
  console.log(report)
  if (!options.dry) await writeSection(DOCUMENT, report)
  say(`${((Date.now() - startedAt.getTime()) / 60_000).toFixed(1)} minutes`)
}

try {
  await run(parseBenchOptions(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  say(`${error.message}\n${USAGE}`)
  process.exitCode = 2
}
