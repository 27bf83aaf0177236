import { splitConfigSchema } from '../../shared/contract/dataset.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { resolveStem } from '../../shared/zoo/xception-options.ts'
import { xception } from '../../shared/zoo/xception.ts'
import type { Dataset } from '../engine/dataset/dataset.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import type { StartedRun } from '../engine/training/run-training.ts'
import { DONE, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION, type Arguments } from './command.ts'
import { followRun, type RunEnd } from './follow-run.ts'
import { onInterrupt } from './interrupt.ts'
import { openImages, SPLIT_OPTIONS } from './open-images.ts'
import { count, duration, note, percent, print } from './output.ts'
import { findRun } from './find-run.ts'
import { checkTrainingOptions, planTraining, TRAINING_OPTIONS, type TrainingPlan } from './training-options.ts'

const OPTIONS = {
  ...TRAINING_OPTIONS,
  ...SPLIT_OPTIONS,
  out: { kind: 'text', hint: 'dir', about: "the run's folder, new or empty; in the store when not given" },
  continue: { kind: 'text', hint: 'run', about: 'go on from the last checkpoint of a run, instead of DIR' },
  json: JSON_OPTION,
} as const

/** Trains a network on a folder of images, or goes on with a run. */
export const train = defineCommand({
  name: 'train',
  summary: 'Train an Xception on a folder or zip of images',
  positionals: [
    { name: 'DIR', about: 'a folder of class folders, or a zip of one; "sample" for the bundled one', optional: true },
  ],
  options: OPTIONS,
  notes: [
    'What is not given comes from a preset: small-images (32x32, width 0.25) when the input size, or else the median',
    "image, is below 71 pixels; paper (299x299, the paper's recipe) otherwise. What was chosen is printed.",
    'With --json the events of the run are printed, one a line. Ctrl+C stops after the step in flight and keeps a',
    'checkpoint (exit code 0); a second one ends at once.',
  ],
  examples: [
    'train photos',
    'train sample --epochs 3 --json',
    'train photos --input-size 71 --width 0.5 --batch 16 --optimizer adam --out run-1',
    'train --continue 7',
  ],
  async run(args) {
    const interrupt = onInterrupt(() =>
      note('stopping after this step; a checkpoint is kept; Ctrl+C again ends at once'),
    )
    const run = args.values.continue ? await goOn(args, interrupt.signal) : await begin(args, interrupt.signal)
    note(`run ${run.number} in ${run.folder}`)
    const end = await followRun(run, args.values.json)
    const text = endText(run, end)
    if (args.values.json) note(text)
    else print(text)
    return DONE
  },
})

type TrainArguments = Arguments<typeof OPTIONS>

async function begin({ values, positionals }: TrainArguments, signal: AbortSignal): Promise<StartedRun> {
  const [path] = positionals
  if (path === undefined) {
    throw wrongUsage(
      'argument-missing',
      'train needs DIR, a folder of class folders, or --continue RUN; see xw train --help',
    )
  }
  checkTrainingOptions(values)
  const dataset = await openImages(path, splitConfigSchema.parse(values))
  const plan = planTraining(values, dataset.images, dataset.summary.classes.length)
  note(planText(plan, dataset))
  const { startRun } = await import('../engine/training/run-training.ts')
  const { model: modelOptions, config } = plan
  return valueOf(await startRun({ store: storeFolder(), dataset, modelOptions, config, out: values.out, signal }))
}

async function goOn({ values, positionals }: TrainArguments, signal: AbortSignal): Promise<StartedRun> {
  const { continue: name = '', json: _, ...others } = values
  const surplus = Object.entries(others).find(([, value]) => value !== undefined && value !== false)
  if (positionals.length > 0 || surplus) {
    const received = surplus ? `--${surplus[0]}` : positionals[0]
    throw wrongUsage('option-unexpected', `--continue keeps the images and options of its run; leave out ${received}`)
  }
  const store = storeFolder()
  const { folder } = await findRun(store, name)
  const { continueRun } = await import('../engine/training/run-training.ts')
  return valueOf(await continueRun({ store, run: { folder }, signal }))
}

/** What was chosen, so that nobody has to guess it from the time it takes. */
function planText({ preset, model, config }: TrainingPlan, { summary }: Dataset): string {
  const { inputSize, width, classes } = model
  const { totalParameters } = countCost(xception(model))
  const sum = (part: 'training' | 'validation') => count(summary.classes.reduce((total, one) => total + one[part], 0))
  const stem = `${resolveStem(model)} stem`
  return [
    `xception ${inputSize}x${inputSize}, ${stem}, width ${width}, ${classes} classes: ${count(totalParameters)} parameters (preset ${preset})`,
    `${config.optimizer.kind} at ${config.learningRate}, ${config.schedule.kind} schedule, batches of ${config.batchSize}, ${config.epochs} epochs, seed ${config.seed}`,
    `${sum('training')} training and ${sum('validation')} validation images of ${summary.name}`,
    ...(summary.problems.length > 0 ? [`${count(summary.problems.length)} problems: see xw data inspect`] : []),
  ].join('\n')
}

function endText({ number, folder }: StartedRun, { finished, best }: RunEnd): string {
  const metrics = best?.validation ?? best?.training
  const how = { completed: 'finished', stopped: 'stopped', 'early-stopping': 'stopped early' }[finished.reason]
  const kept = metrics
    ? `best ${best?.validation ? 'validation' : 'training'} top-1 ${percent(metrics.top1)} at epoch ${best?.epoch}`
    : 'no whole epoch yet'
  return `run ${number} ${how} at step ${finished.step} after ${duration(finished.durationMs)}: ${kept}; kept in ${folder}`
}
