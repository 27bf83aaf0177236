import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { RunManifest } from '../../../shared/contract/run.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { frozenLayers } from '../../../shared/training/frozen-layers.ts'
import { phasesOf } from '../../../shared/training/phases.ts'
import type { RunForecast } from '../../../shared/training/run-forecast.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'
import { trainedNetwork } from '../../../shared/training/trained-network.ts'
import type { NetworkChoice } from '../../../shared/zoo/network-choice.ts'
import { loadDataset, type Dataset } from '../dataset/dataset.ts'
import { matchWeights, type Classifier } from '../model/match-weights.ts'
import type { WeightMap } from '../model/weight-map.ts'
import { markBest, readCheckpoint, readCheckpointCursor, type Checkpoint } from '../runs/checkpoints.ts'
import { openEventLog } from '../runs/event-log.ts'
import { lockRun, type RunLock } from '../runs/lock-run.ts'
import { createRun, openRun, readRun, type NewManifest, type Run } from '../runs/run-store.ts'
import { engineVersions } from './engine-versions.ts'
import { isBest } from './finish-epoch.ts'
import type { TrainingStart } from './open-training.ts'
import { recordRun } from './record-run.ts'
import type { RunControls } from './run-controls.ts'

/** A model that a run starts from instead of fresh weights, as far as names and shapes agree. */
export interface InitialWeights {
  /** Where they come from, for people. */
  readonly source: string
  readonly graph: LayerGraph
  readonly weights: WeightMap
  /** Of its classes: those that the dataset has too keep their weights in the last layer. */
  readonly labels: readonly string[]
}

export interface StartRunOptions extends RunControls {
  readonly store: string
  readonly dataset: Dataset
  /** One of the zoo, or any other network, such as that of a model file. Its classes are the dataset's. */
  readonly network: NetworkChoice | LayerGraph
  readonly config: TrainingConfig
  readonly initial?: InitialWeights | null
  /** Kept with the run, to be held against what happens. */
  readonly forecast?: RunForecast | null
  /** `eager` runs op by op and slower: to check the compiled step against. */
  readonly engine?: RunManifest['engine']
  /** The run's folder, instead of one in the store: empty or not there yet. */
  readonly out?: string
}

export interface ContinueRunOptions extends RunControls {
  readonly store: string
  /** A run of the store, or the folder of one that lies elsewhere. */
  readonly run: { readonly runId: string } | { readonly folder: string }
}

export interface StartedRun {
  readonly runId: string
  readonly number: number
  readonly folder: string
  /**
   * The run itself, which goes on as it is iterated. Must be iterated, to the end or to a `break`: that frees model and
   * lock. Each event is on disk when it comes out. The last is `finished` or `failed`; after an interruption neither. A
   * bug comes out as `failed` with the code `internal` and is then thrown.
   */
  readonly events: AsyncGenerator<TrainingEvent, void>
}

/**
 * Makes a run, locks it and gets it ready. Fails before anything is written when options and dataset don't fit
 * (`input-too-small`, `dataset-too-few`), a block to freeze isn't there (`option-invalid`), or a model to start from has
 * nothing in common with the network (`model-invalid`), or as `createRun`.
 */
export async function startRun(options: StartRunOptions): Promise<Result<StartedRun>> {
  const { dataset, config, store } = options
  const { summary } = dataset
  const labels = summary.classes.map(({ label }) => label)
  const network = trainedNetwork(options.network, config, labels.length)
  if (!network.ok) return network
  const { model, graph } = network.value
  const count = (part: 'training' | 'validation') => summary.classes.reduce((sum, each) => sum + each[part], 0)
  if (count('training') === 0) return fail('dataset-too-few', { usable: 0, minimum: 1 })
  for (const { freeze } of phasesOf(config)) {
    const frozen = frozenLayers(graph, freeze)
    if (!frozen.ok) return frozen
  }
  const initial = matchInitial({ graph, labels }, options.initial ?? null, config.seed)
  if (!initial.ok) return initial
  const content: NewManifest = {
    model,
    graph,
    config,
    labels,
    dataset: {
      datasetId: summary.datasetId,
      name: summary.name,
      path: dataset.path,
      hash: summary.hash,
      trainingSamples: count('training'),
      validationSamples: count('validation'),
    },
    versions: engineVersions(),
    engine: options.engine ?? 'compiled',
    ...(initial.value ? { startedFrom: initial.value.startedFrom } : {}),
    ...(options.forecast ? { forecast: options.forecast } : {}),
  }
  const run = await createRun(store, content, options.out)
  if (!run.ok) return run
  const lock = await lockRun(run.value.folder, run.value.manifest.runId)
  const start = { checkpoint: null, initial: initial.value?.weights ?? null }
  return lock.ok ? begin(run.value, lock.value, dataset, start, options) : lock
}

function matchInitial(wanted: Classifier, initial: InitialWeights | null, seed: number) {
  if (!initial) return succeed(null)
  const { source } = initial
  const { matched, fresh, keptClasses } = matchWeights(wanted, initial, seed)
  if (matched.size === 0) {
    const detail = `none of its weights has the name and the shape of one of ${wanted.graph.name}'s`
    return fail('model-invalid', { path: source, detail })
  }
  const startedFrom = { source, weights: matched.size, freshLayers: [...fresh], keptClasses: [...keptClasses] }
  return succeed({ weights: matched, startedFrom })
}

/**
 * Goes on with a run at the exact next batch of its last checkpoint; one that is complete just finishes again. Fails
 * with `run-unknown`, `run-invalid`, `run-locked`, `run-without-checkpoint`, or `dataset-unknown` when its images are
 * gone or no longer the same.
 */
export async function continueRun(options: ContinueRunOptions): Promise<Result<StartedRun>> {
  const { store } = options
  const run = 'runId' in options.run ? await readRun(store, options.run.runId) : await openRun(options.run.folder)
  if (!run.ok) return run
  const { folder, manifest } = run.value
  const lock = await lockRun(folder, manifest.runId)
  if (!lock.ok) return lock
  const ready = await readState(store, run.value)
  if (ready.ok) return begin(run.value, lock.value, ready.value.dataset, { ...ready.value, initial: null }, options)
  await lock.value.release()
  return ready
}

async function readState(store: string, run: Run): Promise<Result<{ dataset: Dataset; checkpoint: Checkpoint }>> {
  const { folder, manifest } = run
  const checkpoint = await readCheckpoint(folder, manifest.runId, 'last')
  if (!checkpoint.ok) return checkpoint
  const { datasetId, hash } = manifest.dataset
  const dataset = await loadDataset(store, datasetId)
  if (!dataset.ok) return dataset
  if (dataset.value.summary.hash !== hash) return fail('dataset-unknown', { datasetId })
  const mended = await mendBest(run, checkpoint.value)
  return mended.ok ? succeed({ dataset: dataset.value, checkpoint: checkpoint.value }) : mended
}

/** A crash between the two writes of a best epoch leaves `last` at it and `best` behind. */
async function mendBest({ folder, manifest }: Run, { cursor }: Checkpoint): Promise<Result<void>> {
  if (!isBest(cursor)) return succeed(undefined)
  const best = await readCheckpointCursor(folder, manifest.runId, 'best')
  return best.ok && best.value.epoch === cursor.epoch ? succeed(undefined) : markBest(folder)
}

async function begin(
  run: Run,
  lock: RunLock,
  dataset: Dataset,
  start: TrainingStart,
  controls: RunControls,
): Promise<Result<StartedRun>> {
  const log = await openEventLog(run.folder)
  if (!log.ok) {
    await lock.release()
    return log
  }
  const { runId, number } = run.manifest
  const events = recordRun({ run, lock, log: log.value, dataset, ...start, controls })
  return succeed({ runId, number, folder: run.folder, events })
}
