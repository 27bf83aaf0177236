import type { DatasetSummary } from '../../../shared/contract/dataset.ts'
import { createForecaster } from '../../../shared/training/forecast-run.ts'
import type { MachineProbe } from '../../../shared/training/machine-probe.ts'
import type { RunForecast } from '../../../shared/training/run-forecast.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'
import { buildNetwork, changeOptions, checkNetwork, type NetworkChoice } from '../../../shared/zoo/network-choice.ts'

/**
 * The forecast of a run on a dataset; null for options that can't be built, where the machine was not measured, and where
 * layers are frozen: their features may be computed once and kept, which the forecast knows nothing of.
 */
export function forecastTraining(
  probe: MachineProbe | null,
  network: NetworkChoice,
  config: TrainingConfig,
  { classes }: Pick<DatasetSummary, 'classes'>,
): RunForecast | null {
  const checked = checkNetwork(changeOptions(network, { classes: classes.length }))
  if (!probe || !checked.ok || config.freeze !== null) return null
  const count = (part: 'training' | 'validation') => classes.reduce((sum, each) => sum + each[part], 0)
  const images = { training: count('training'), validation: count('validation') }
  return createForecaster(probe)({ graph: buildNetwork(checked.value), config, images })
}
