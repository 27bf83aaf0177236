import type { RunManifest, RunSummary } from '../../shared/contract/run.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { shapeSize, weightSpecs } from '../../shared/graph/weight-specs.ts'
import { FREEZE_ALL, frozenLayers } from '../../shared/training/frozen-layers.ts'
import { phasesOf } from '../../shared/training/phases.ts'
import { trainedNetwork } from '../../shared/training/trained-network.ts'
import type { TrainingConfig } from '../../shared/training/training-config.ts'
import type { TrainingEventOf } from '../../shared/training/training-event.ts'
import { stemOf } from '../../shared/zoo/network-choice.ts'
import type { Dataset } from '../engine/dataset/dataset.ts'
import { valueOf } from './command-failure.ts'
import { count, duration, percent } from './output.ts'
import type { TrainingPlan } from './training-options.ts'

/** After the first Ctrl+C. */
export const STOP_NOTICE = 'stopping after this step; a checkpoint is kept; Ctrl+C again ends at once'

/** What was chosen, so that nobody has to guess it from the time it takes. */
export function planText({ preset, network, config }: TrainingPlan, { summary }: Dataset): string {
  const classes = summary.classes.length
  const { model, graph } = valueOf(trainedNetwork(network, config, classes))
  const { optimizer, learningRate, schedule, batchSize, epochs, seed } = config
  const parameters = count(countCost(graph).totalParameters)
  const sum = (part: 'training' | 'validation') => count(summary.classes.reduce((total, one) => total + one[part], 0))
  const described = [
    `${model?.name ?? graph.name} ${graph.inputShape.slice(0, 2).join('x')}`,
    ...(model ? [`${stemOf(model)} stem`, `width ${model.options.width}`] : []),
  ]
  return [
    `${described.join(', ')}, ${classes} classes: ${parameters} parameters (preset ${preset})`,
    `${optimizer.kind} at ${learningRate}, ${schedule.kind} schedule, batches of ${batchSize}, ${epochs} epochs, seed ${seed}`,
    ...phaseLines(config, graph),
    `${sum('training')} training and ${sum('validation')} validation images of ${summary.name}`,
    ...(summary.problems.length > 0 ? [`${count(summary.problems.length)} problems: see xw data inspect`] : []),
  ].join('\n')
}

/** What trains when, where that is not everything all the time. */
function phaseLines(config: TrainingConfig, graph: LayerGraph): readonly string[] {
  if (config.freeze === null && config.thaw.length === 0) return []
  return phasesOf(config).map(({ fromEpoch, freeze, rateFactor }) => {
    const frozen = valueOf(frozenLayers(graph, freeze))
    const trained = weightSpecs(graph).filter(({ trainable, layer }) => trainable && !frozen.has(layer))
    const parameters = trained.reduce((sum, { shape }) => sum + shapeSize(shape), 0)
    const held = freeze === null ? 'everything trains' : `frozen up to ${freeze === FREEZE_ALL ? 'the head' : freeze}`
    const rate = rateFactor === 1 ? '' : `, at ${rateFactor} of the rate`
    const never = fromEpoch > config.epochs ? `; never, since the run ends after epoch ${config.epochs}` : ''
    return `from epoch ${fromEpoch}: ${held}, ${count(parameters)} parameters train${rate}${never}`
  })
}

/** What a run took from the model that it starts from, and what begins anew. */
export function startText({
  source,
  weights,
  freshLayers,
  keptClasses = [],
}: NonNullable<RunManifest['startedFrom']>): string {
  const fresh = freshLayers.length === 0 ? 'no layer is fresh' : `fresh: ${freshLayers.join(', ')}`
  const classes = keptClasses.length === 0 ? 'no class keeps its weights' : `classes kept: ${keptClasses.join(', ')}`
  return `began with ${count(weights)} weights of ${source}; ${fresh}; ${classes}`
}

/** How a run ended, and what of it is kept where. */
export function endText(finished: TrainingEventOf<'finished'>, { number, best }: RunSummary, folder: string): string {
  const how = { completed: 'finished', stopped: 'stopped', 'early-stopping': 'stopped early' }[finished.reason]
  const kept = best ? `best top-1 ${percent(best.top1)} at epoch ${finished.bestEpoch}` : 'no whole epoch yet'
  return `run ${number} ${how} at step ${finished.step} after ${duration(finished.durationMs)}: ${kept}; kept in ${folder}`
}
