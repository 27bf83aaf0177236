import type { RunSummary } from '../../shared/contract/run.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import type { TrainingEventOf } from '../../shared/training/training-event.ts'
import { buildNetwork, stemOf } from '../../shared/zoo/network-choice.ts'
import type { Dataset } from '../engine/dataset/dataset.ts'
import { count, duration, percent } from './output.ts'
import type { TrainingPlan } from './training-options.ts'

/** After the first Ctrl+C. */
export const STOP_NOTICE = 'stopping after this step; a checkpoint is kept; Ctrl+C again ends at once'

/** What was chosen, so that nobody has to guess it from the time it takes. */
export function planText({ preset, network, config }: TrainingPlan, { summary }: Dataset): string {
  const { inputSize, width, classes } = network.options
  const { optimizer, learningRate, schedule, batchSize, epochs, seed } = config
  const parameters = count(countCost(buildNetwork(network)).totalParameters)
  const sum = (part: 'training' | 'validation') => count(summary.classes.reduce((total, one) => total + one[part], 0))
  const described = [`${network.name} ${inputSize}x${inputSize}`, `${stemOf(network)} stem`, `width ${width}`]
  return [
    `${described.join(', ')}, ${classes} classes: ${parameters} parameters (preset ${preset})`,
    `${optimizer.kind} at ${learningRate}, ${schedule.kind} schedule, batches of ${batchSize}, ${epochs} epochs, seed ${seed}`,
    `${sum('training')} training and ${sum('validation')} validation images of ${summary.name}`,
    ...(summary.problems.length > 0 ? [`${count(summary.problems.length)} problems: see xw data inspect`] : []),
  ].join('\n')
}

/** How a run ended, and what of it is kept where. */
export function endText(finished: TrainingEventOf<'finished'>, { number, best }: RunSummary, folder: string): string {
  const how = { completed: 'finished', stopped: 'stopped', 'early-stopping': 'stopped early' }[finished.reason]
  const kept = best ? `best top-1 ${percent(best.top1)} at epoch ${finished.bestEpoch}` : 'no whole epoch yet'
  return `run ${number} ${how} at step ${finished.step} after ${duration(finished.durationMs)}: ${kept}; kept in ${folder}`
}
