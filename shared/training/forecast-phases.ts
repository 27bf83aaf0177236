import type { LayerGraph } from '../graph/layer-graph.ts'
import { splitFrozen } from '../graph/split-frozen.ts'
import { trainedParameters } from './backward-layers.ts'
import type { ForecastInput, Forecaster } from './forecast-run.ts'
import { frozenLayers } from './frozen-layers.ts'
import { phasesOf, type Phase } from './phases.ts'
import type { RunForecast } from './run-forecast.ts'
import type { TrainingConfig } from './training-config.ts'

/** What a stretch of a run takes in which the same layers train. */
export interface PhaseForecast extends RunForecast {
  readonly phase: Phase
  /** Of the whole run; 0 for a phase that begins after its end. */
  readonly epochs: number
  readonly trainedParameters: number
  /** Computing once what a frozen trunk says of all images; null where images run through it in every epoch. */
  readonly featuresMs: number | null
}

export interface PhasedInput {
  readonly graph: LayerGraph
  readonly config: TrainingConfig
  readonly images: ForecastInput['images']
}

/** A forecast of each phase of a run; none where a block to freeze isn't there. */
export function forecastPhases(forecaster: Forecaster, input: PhasedInput): readonly PhaseForecast[] {
  const phases = phasesOf(input.config)
  const forecasts = phases.map((phase, index) => {
    const next = phases[index + 1]?.fromEpoch ?? Infinity
    const epochs = Math.max(0, Math.min(next - 1, input.config.epochs) - phase.fromEpoch + 1)
    return forecastPhase(forecaster, input, phase, epochs)
  })
  return forecasts.every((each) => each !== null) ? forecasts : []
}

function forecastPhase(
  forecaster: Forecaster,
  { graph, config, images }: PhasedInput,
  phase: Phase,
  epochs: number,
): PhaseForecast | null {
  const found = frozenLayers(graph, phase.freeze)
  if (!found.ok) return null
  const frozen = found.value
  const own = { phase, epochs, trainedParameters: trainedParameters(graph, frozen) }
  const split = isAugmented(config, phase) ? null : splitFrozen(graph, frozen)
  if (!split) return { ...own, ...pick(forecaster({ graph, config, images, frozen })), featuresMs: null }
  const head = forecaster({ graph: split.head, config, images, frozen })
  const trunk = forecaster({ graph: split.trunk, config, images, frozen })
  const batches = images && (images.training + images.validation) / config.batchSize
  return {
    ...own,
    ...pick(head),
    memoryBytes: Math.max(head.memoryBytes, trunk.memoryBytes),
    featuresMs: batches === null ? null : batches * trunk.inferenceMs,
  }
}

function isAugmented({ augmentation }: TrainingConfig, { augmented }: Phase): boolean {
  const { flip, shift, brightness } = augmentation
  return augmented && (flip || shift > 0 || brightness > 0)
}

const pick = ({ stepMs, memoryBytes, epochMs }: RunForecast): RunForecast => ({ stepMs, memoryBytes, epochMs })

/** The phase whose steps take longest: what memory and time have to suffice for. */
export function costliest(phases: readonly PhaseForecast[]): PhaseForecast | null {
  return phases.reduce<PhaseForecast | null>((most, each) => (most && most.stepMs >= each.stepMs ? most : each), null)
}

/** All epochs and features; null where the number of images is not known. */
export function wholeRunMs(phases: readonly PhaseForecast[]): number | null {
  return phases.reduce<number | null>((sum, { epochs, epochMs, featuresMs }) => {
    return sum === null || epochMs === null ? null : sum + epochs * epochMs + (featuresMs ?? 0)
  }, 0)
}
