import type { DatasetSummary } from '../../../shared/contract/dataset.ts'
import { createForecaster } from '../../../shared/training/forecast-run.ts'
import type { MachineProbe } from '../../../shared/training/machine-probe.ts'
import { forecastPhases } from '../../../shared/training/forecast-phases.ts'
import { runForecastSchema, type RunForecast } from '../../../shared/training/run-forecast.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { trainedNetwork } from '../../../shared/training/trained-network.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import type { NetworkChoice } from '../../../shared/zoo/network-choice.ts'

/**
 * The forecast of a run on a dataset; null for options that can't be built, where the machine was not measured, and for
 * runs of several phases: one number can't be held against all of them.
 */
export function forecastTraining(
  probe: MachineProbe | null,
  network: NetworkChoice | LayerGraph,
  config: TrainingConfig,
  { classes }: Pick<DatasetSummary, 'classes'>,
): RunForecast | null {
  const trained = trainedNetwork(network, config, classes.length)
  if (!probe || !trained.ok) return null
  const count = (part: 'training' | 'validation') => classes.reduce((sum, each) => sum + each[part], 0)
  const images = { training: count('training'), validation: count('validation') }
  const [first, ...more] = forecastPhases(createForecaster(probe), { graph: trained.value.graph, config, images })
  return first && more.length === 0 ? runForecastSchema.parse(first) : null
}
