// How long looks into a network take, idle and beside a run in training: `node bench/inspection/measure-inspection.ts`
// [small] [full] [--idle].
// A model of fresh weights stands for a trained one: what is computed is the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataset, samplePath, type Dataset } from '../../main/engine/dataset/dataset.ts'
import { createModel, readWeights } from '../../main/engine/model/model.ts'
import { createInspectionService } from '../../main/engine/processes/inspection-service.ts'
import { keepEpoch } from '../../main/engine/runs/checkpoint-history.ts'
import { createRun } from '../../main/engine/runs/run-store.ts'
import { startRun } from '../../main/engine/training/run-training.ts'
import type { Result } from '../../shared/contract/result.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { xceptionOptionsSchema } from '../../shared/zoo/xception-options.ts'
import { markdownTable } from '../markdown-table.ts'

const SIZES = {
  full: { inputSize: 299, width: 1, layers: ['block4_sepconv1_bn', 'block8_sepconv2_act', 'block2_sepconv2_bn'] },
  small: { inputSize: 32, width: 0.25, layers: ['block4_sepconv1_bn', 'block8_sepconv2_act', 'block2_sepconv2_bn'] },
} as const

const store = mkdtempSync(join(tmpdir(), 'xw-inspection-'))
const rows: string[][] = []
let service = createInspectionService(store, () => undefined)
try {
  const split = { validation: 0.2, test: 0, seed: 1 }
  const dataset = valueOf(await openDataset({ path: samplePath(), kind: 'sample', split, store }))
  const wanted = process.argv.slice(2).filter((name) => name in SIZES) as (keyof typeof SIZES)[]
  for (const name of wanted.length > 0 ? wanted : (['small', 'full'] as const)) await measure(name, dataset)
  process.stdout.write(`${markdownTable(['look', 'network', 'idle', 'beside training'], rows)}\n`)
} finally {
  rmSync(store, { recursive: true, force: true })
}

async function measure(name: keyof typeof SIZES, dataset: Dataset): Promise<void> {
  const { inputSize, width, layers } = SIZES[name]
  const options = xceptionOptionsSchema.parse({ inputSize, width, classes: 10 })
  const run = valueOf(await createRun(store, manifestOf(dataset, options)))
  for (const epoch of [1, 2, 3]) {
    const model = createModel(run.manifest.graph, epoch)
    valueOf(await keepEpoch(run.folder, run.manifest.graph, epoch, readWeights(model)))
    model.dispose()
  }
  const idle = await times(run.manifest.runId, dataset, layers, 5)
  tell(`${name} idle`, idle)
  if (process.argv.includes('--idle')) return
  const beside = await whileTraining(dataset, options, () =>
    times(run.manifest.runId, dataset, layers, inputSize > 100 ? 1 : 5),
  )
  tell(`${name} beside training`, beside.times)
  for (const [look, duration] of Object.entries(idle)) {
    rows.push([
      look,
      `${inputSize} px, width ${width}`,
      milliseconds(duration),
      milliseconds(beside.times[look] ?? NaN),
    ])
  }
  rows.push(['(a training step)', `${inputSize} px, width ${width}`, '', milliseconds(beside.stepMs)])
}

/** Median of what each look takes for images, layers and checkpoints that were not looked at before. */
async function times(
  runId: string,
  dataset: Dataset,
  layers: readonly string[],
  images: number,
): Promise<Record<string, number>> {
  const { handlers } = service
  const taken: Record<string, number[]> = {}
  const timed = async <T>(look: string, ask: () => Result<T> | Promise<Result<T>>) => {
    const startMs = performance.now()
    valueOf(await ask())
    ;(taken[look] ??= []).push(performance.now() - startMs)
  }
  const modelAt = (checkpoint: number) => ({ kind: 'run', runId, checkpoint }) as const
  const imageAt = (index: number) => ({ kind: 'dataset', datasetId: dataset.summary.datasetId, index }) as const
  const page = { rank: 'energy', offset: 0, count: 64, size: 64 } as const
  const model = modelAt(1)
  await timed('open the model', () => handlers['inspection:describe']({ model }, {}))
  for (let index = 0; index < images; index++) {
    const image = imageAt(index * 31 + Math.floor(performance.now() % 17))
    await timed('predict a new image', () => handlers['inspection:predict']({ model, image }, {}))
    for (const layer of layers)
      await timed('first maps of a layer', () => handlers['inspection:maps']({ model, image, layer, ...page }, {}))
    const layer = layers[0] ?? ''
    await timed('next page of maps', () =>
      handlers['inspection:maps']({ model, image, layer, ...page, offset: 64 }, {}),
    )
    await timed('class map', () => handlers['inspection:classmap']({ model, image, method: 'grad-cam', cells: 10 }, {}))
    const xray = { layer: 'block4_sepconv1', outputChannel: 3, top: 8 }
    await timed('x-ray', () => handlers['inspection:xray']({ model, image, ...xray }, {}))
    const other = imageAt(index * 31 + 1500)
    const compared = {
      a: { model, image },
      b: { model, image: other },
      layer,
      ...page,
      count: 32,
      rank: 'difference' as const,
    }
    await timed('compare with a new image', () => handlers['inspection:compare'](compared, {}))
  }
  for (const checkpoint of [2, 3]) {
    const step = { model: modelAt(checkpoint), image: imageAt(7), layer: layers[0] ?? '', ...page }
    await timed('slider to a new checkpoint', () => handlers['inspection:maps'](step, {}))
  }
  return Object.fromEntries(Object.entries(taken).map(([look, all]) => [look, medianOf(all)]))
}

/** The same beside a run; a new service, so that nothing is kept from before. */
async function whileTraining(
  dataset: Dataset,
  options: ReturnType<typeof xceptionOptionsSchema.parse>,
  work: () => Promise<Record<string, number>>,
) {
  service = createInspectionService(store, () => undefined)
  const controller = new AbortController()
  const config = trainingConfigSchema.parse({ epochs: 50, batchSize: options.inputSize > 100 ? 4 : 32 })
  const network = { name: 'xception', options } as const
  const started = valueOf(
    await startRun({ store, dataset, network, config, signal: controller.signal, ...service.beside }),
  )
  const durations: number[] = []
  let looks: Promise<Record<string, number>> | null = null
  for await (const event of started.events) {
    if (event.kind !== 'step') continue
    if (!event.warmUp) durations.push(event.durationMs)
    if (durations.length === 3) looks = work().finally(() => controller.abort())
  }
  return { times: (await looks) ?? {}, stepMs: medianOf(durations) }
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

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

/** On stderr as it comes: the whole table takes minutes at full size. */
function tell(what: string, taken: Record<string, number>): void {
  const parts = Object.entries(taken).map(([look, duration]) => `${look} ${milliseconds(duration)}`)
  process.stderr.write(`${what}: ${parts.join(', ')}\n`)
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
