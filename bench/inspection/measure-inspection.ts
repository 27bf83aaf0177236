// How long looks into a network take, idle and beside a run in training: `node bench/inspection/measure-inspection.ts`
// [small] [full] [--idle].
// A model of fresh weights stands for a trained one: what is computed is the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataset, samplePath, type Dataset } from '../../main/engine/dataset/dataset.ts'
import { programs } from '../../main/engine/backend/program-cache.ts'
import { createModel, readWeights } from '../../main/engine/model/model.ts'
import { createInspectionService } from '../../main/engine/processes/inspection-service.ts'
import { keepEpoch } from '../../main/engine/runs/checkpoint-history.ts'
import { createRun } from '../../main/engine/runs/run-store.ts'
import { startRun } from '../../main/engine/training/run-training.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { xceptionOptionsSchema } from '../../shared/zoo/xception-options.ts'
import { markdownTable } from '../markdown-table.ts'
import { medianOf, timeLooks, valueOf, type Looked, type Taken } from './time-looks.ts'

const SIZES = {
  full: { inputSize: 299, width: 1, layers: ['block4_sepconv1_bn', 'block8_sepconv2_act', 'block2_sepconv2_bn'] },
  small: { inputSize: 32, width: 0.25, layers: ['block4_sepconv1_bn', 'block8_sepconv2_act', 'block2_sepconv2_bn'] },
} as const

/** Steps before the first look. */
const STEPS = 5

const store = mkdtempSync(join(tmpdir(), 'xw-inspection-'))
/** What stands under each head of the table, by look. */
const table = new Map<string, Readonly<Record<string, number>>>()
try {
  const split = { validation: 0.2, test: 0, seed: 1 }
  const dataset = valueOf(await openDataset({ path: samplePath(), kind: 'sample', split, store }))
  const wanted = process.argv.slice(2).filter((name) => name in SIZES) as (keyof typeof SIZES)[]
  for (const name of wanted.length > 0 ? wanted : (['full', 'small'] as const)) await measure(name, dataset)
  const looks = new Set([...table.values()].flatMap((column) => Object.keys(column)))
  const rows = [...looks].map((look) => [look, ...[...table.values()].map((column) => milliseconds(column[look]))])
  process.stdout.write(`${markdownTable(['', ...table.keys()], rows)}\n`)
} finally {
  rmSync(store, { recursive: true, force: true })
}

async function measure(name: keyof typeof SIZES, dataset: Dataset): Promise<void> {
  const { inputSize, width, layers } = SIZES[name]
  const options = xceptionOptionsSchema.parse({ inputSize, width, classes: 10 })
  const run = valueOf(await createRun(store, manifestOf(dataset, options)))
  for (const epoch of [1, 2, 3, 4, 5]) {
    const model = createModel(run.manifest.graph, epoch)
    valueOf(await keepEpoch(run.folder, run.manifest.graph, epoch, readWeights(model)))
    model.dispose()
  }
  const looked = { runId: run.manifest.runId, dataset, layers, images: 5 }
  const service = createInspectionService(store, () => undefined)
  const idle = await timeLooks(service, looked)
  service.close()
  table.set(`${name}, idle`, each(idle, 'ms'))
  if (process.argv.includes('--idle')) return
  const { times, stepMs } = await whileTraining(dataset, options, { ...looked, images: inputSize > 100 ? 2 : 5 })
  table.set(`${name}, beside training`, { ...each(times, 'ms'), 'a training step': stepMs })
  table.set(`${name}, of it after the step`, each(times, 'afterStepMs'))
}

/** The same beside a run; nothing is kept from before. A step is timed without looks, and each look waits for one. */
async function whileTraining(
  dataset: Dataset,
  options: ReturnType<typeof xceptionOptionsSchema.parse>,
  looked: Looked,
): Promise<{ readonly times: Readonly<Record<string, Taken>>; readonly stepMs: number }> {
  programs.clear()
  const surroundings = {
    isTraining: () => true,
    report: (error: unknown) => process.stderr.write(`${String(error)}\n`),
  }
  const service = createInspectionService(store, () => undefined, surroundings)
  const controller = new AbortController()
  const config = trainingConfigSchema.parse({ epochs: 50, batchSize: options.inputSize > 100 ? 4 : 32 })
  const network = { name: 'xception', options } as const
  const started = valueOf(
    await startRun({ store, dataset, network, config, signal: controller.signal, ...service.beside }),
  )
  const durations: number[] = []
  let stepEndedMs = 0
  let looks: Promise<Readonly<Record<string, Taken>>> | null = null
  for await (const event of started.events) {
    if (event.kind !== 'step') continue
    stepEndedMs = performance.now()
    if (!event.warmUp) durations.push(event.durationMs)
    if (durations.length === STEPS)
      looks ??= timeLooks(service, looked, () => stepEndedMs).finally(() => controller.abort())
  }
  service.close()
  return { times: (await looks) ?? {}, stepMs: medianOf(durations.slice(0, STEPS)) }
}

function manifestOf(dataset: Dataset, options: ReturnType<typeof xceptionOptionsSchema.parse>) {
  const { datasetId, name, hash, classes } = dataset.summary
  return {
    model: { name: 'xception', options } as const,
    graph: xception(options),
    config: trainingConfigSchema.parse({}),
    labels: classes.map(({ label }) => label),
    dataset: { datasetId, name, path: dataset.path, hash, trainingSamples: 0, validationSamples: 0 },
    versions: {},
    engine: 'compiled' as const,
  }
}

function each(taken: Readonly<Record<string, Taken>>, what: keyof Taken): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(taken).map(([look, of]) => [look, of[what]]))
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
}
