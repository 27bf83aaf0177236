import { splitConfigSchema } from '../../shared/contract/dataset.ts'
import type { Result } from '../../shared/contract/result.ts'
import { EMPTY_HISTORY, foldEvents } from '../../shared/training/history.ts'
import { forecastTraining } from '../engine/profiling/forecast-training.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { readEvents } from '../engine/runs/event-log.ts'
import { summarizeRun } from '../engine/runs/list-runs.ts'
import { openRun } from '../engine/runs/run-store.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import type { InitialWeights, StartedRun } from '../engine/training/run-training.ts'
import { DONE, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION, type Arguments } from './command.ts'
import { machineProbe, noteForecast, outcomeText } from './forecast.ts'
import { followRun } from './follow-run.ts'
import { onInterrupt } from './interrupt.ts'
import { openImages, SPLIT_OPTIONS } from './open-images.ts'
import { note, print } from './output.ts'
import { findModel } from './find-model.ts'
import { findRun } from './find-run.ts'
import { checkTrainingOptions, planTraining, TRAINING_OPTIONS } from './training-options.ts'
import { endText, planText, startText, STOP_NOTICE } from './training-text.ts'

const OPTIONS = {
  ...TRAINING_OPTIONS,
  ...SPLIT_OPTIONS,
  engine: {
    kind: 'choice',
    choices: ['compiled', 'eager'],
    about: 'eager runs op by op and slower: to check the compiled step against',
  },
  out: { kind: 'text', hint: 'dir', about: "the run's folder, new or empty; in the store when not given" },
  continue: { kind: 'text', hint: 'run', about: 'go on from the last checkpoint of a run, instead of DIR' },
  json: JSON_OPTION,
} as const

/** Trains a network on a folder of images, or goes on with a run. */
export const train = defineCommand({
  name: 'train',
  summary: 'Train a network on a folder or zip of images',
  positionals: [
    { name: 'DIR', about: 'a folder of class folders, or a zip of one; "sample" for the bundled one', optional: true },
  ],
  options: OPTIONS,
  notes: [
    'What is not given comes from a preset: small-images (the small variant, 32x32) when the input size, or else the',
    "median image, is below 71 pixels; paper (the paper's network, Xception's recipe) otherwise. What was chosen is",
    'printed.',
    'With --json the events of the run are printed, one a line. Ctrl+C stops after the step in flight and keeps a',
    'checkpoint (exit code 0); a second one ends at once.',
  ],
  examples: [
    'train photos',
    'train sample --epochs 3 --json',
    'train photos --input-size 71 --width 0.5 --batch 16 --optimizer adam --out run-1',
    'train photos --model inception-v3',
    'train photos --from xception.keras --head 256,0.2 --head-epochs 5 --freeze block13 --epochs 15',
    'train --continue 7',
  ],
  async run(args) {
    const start = args.values.continue ? await goOn(args) : await begin(args)
    const { signal } = onInterrupt(() => note(STOP_NOTICE))
    const run = valueOf(await start(signal))
    note(`run ${run.number} in ${run.folder}`)
    const { startedFrom } = valueOf(await openRun(run.folder)).manifest
    if (startedFrom) note(startText(startedFrom))
    const finished = await followRun(run, args.values.json)
    const summary = valueOf(await summarizeRun(valueOf(await openRun(run.folder))))
    const history = foldEvents(EMPTY_HISTORY, valueOf(await readEvents(run.folder)))
    const lines = [endText(finished, summary, run.folder), outcomeText(history)].filter((line) => line !== null)
    for (const line of lines) (args.values.json ? note : print)(line)
    return DONE
  },
})

type TrainArguments = Arguments<typeof OPTIONS>

/** Everything is checked; what is left to do is to train. */
type Start = (signal: AbortSignal) => Promise<Result<StartedRun>>

async function begin({ values, positionals }: TrainArguments): Promise<Start> {
  const [path] = positionals
  if (path === undefined) {
    throw wrongUsage(
      'argument-missing',
      'train needs DIR, a folder of class folders, or --continue RUN; see xw train --help',
    )
  }
  checkTrainingOptions(values)
  const dataset = await openImages(path, splitConfigSchema.parse(values))
  const { out, engine, from } = values
  const initial = from === undefined ? null : await initialWeights(from)
  const plan = planTraining(values, dataset.images, dataset.summary.classes.length, initial?.graph)
  note(planText(plan, dataset))
  const { network, config } = plan
  // Times are those of the compiled step.
  const probe = engine === 'eager' ? null : await machineProbe()
  const forecast = forecastTraining(probe, network, config, dataset.summary)
  if (forecast) noteForecast(forecast)
  const { startRun } = valueOf(await loadEngine())
  const chosen = { dataset, network, config, forecast, initial, out, ...(engine ? { engine } : {}) }
  return (signal) => startRun({ store: storeFolder(), ...chosen, signal })
}

/** A model's weights by their keys; which of them the network takes is told when the run begins: `startText`. */
async function initialWeights(name: string): Promise<InitialWeights> {
  const { file } = await findModel(storeFolder(), name, { untrainedHead: true })
  return { source: name, graph: file.graph, weights: file.weights, labels: file.labels }
}

async function goOn({ values, positionals }: TrainArguments): Promise<Start> {
  const { continue: name = '', json: _, ...others } = values
  const surplus = Object.entries(others).find(([, value]) => value !== undefined && value !== false)
  if (positionals.length > 0 || surplus) {
    const received = surplus ? `--${surplus[0]}` : positionals[0]
    throw wrongUsage('option-unexpected', `--continue keeps the images and options of its run; leave out ${received}`)
  }
  const store = storeFolder()
  const { folder } = await findRun(store, name)
  const { continueRun } = valueOf(await loadEngine())
  return (signal) => continueRun({ store, run: { folder }, signal })
}
