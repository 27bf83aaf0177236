import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import { costliest, forecastPhases, type PhaseForecast } from '../../shared/training/forecast-phases.ts'
import { createForecaster } from '../../shared/training/forecast-run.ts'
import type { MachineProbe } from '../../shared/training/machine-probe.ts'
import type { RunForecast } from '../../shared/training/run-forecast.ts'
import { injected } from './injected.ts'
import type { Client } from './useBridge.ts'
import type { DatasetState } from './useDataset.ts'
import type { EngineState } from './useEngine.ts'
import type { RunStateHolder } from './useRun.ts'
import type { SetupState } from './useSetup.ts'

/** `waiting`: a run has to end first. */
export type ForecastState = 'none' | 'measuring' | 'waiting' | 'ready' | 'failed'

export interface ForecastHolder {
  readonly state: ComputedRef<ForecastState>
  /** Of the run that the setup describes, in its costliest phase; follows every option at once. */
  readonly forecast: ComputedRef<RunForecast | null>
  readonly phases: ComputedRef<readonly PhaseForecast[]>
  /** What the engine can take, its own included, where the forecast wants more; null where it fits. */
  readonly shortOfBytes: ComputedRef<number | null>
  readonly error: ShallowRef<AppError | null>
  /** Asks for the machine's times, once: whoever shows the forecast calls it. */
  request(): void
}

interface Parts {
  readonly engine: EngineState
  readonly setup: SetupState
  readonly dataset: DatasetState
  readonly run: RunStateHolder
}

/** Forecasts the next run from this machine's times, which the engine measures once; the arithmetic is done here. */
export function createForecast(client: Client, { engine, setup, dataset, run }: Parts): ForecastHolder {
  const probe = shallowRef<MachineProbe | null>(null)
  const error = shallowRef<AppError | null>(null)
  const measuring = shallowRef(false)
  let wanted = false

  const busy = computed(() => run.starting.value || run.active.value !== null)

  async function measure(): Promise<void> {
    if (!wanted || probe.value || measuring.value || engine.engine.value !== 'ready') return
    measuring.value = true
    error.value = null
    const result = await client.request('engine:probe', {})
    measuring.value = false
    if (result.ok) probe.value = result.value
    // A run comes first; when it has ended, the engine is asked again.
    else if (result.error.code !== 'cancelled' && result.error.code !== 'training-active') error.value = result.error
    void engine.refresh()
  }

  watch([busy, engine.engine], () => {
    if (!busy.value) void measure()
  })

  const forecaster = computed(() => probe.value && createForecaster(probe.value))
  const images = computed(() => {
    const classes = dataset.summary.value?.classes
    if (!classes) return null
    const count = (part: 'training' | 'validation') => classes.reduce((sum, each) => sum + each[part], 0)
    return { training: count('training'), validation: count('validation') }
  })
  const phases = computed(() => {
    const graph = setup.graph.value?.graph
    if (!forecaster.value || !graph) return []
    return forecastPhases(forecaster.value, { graph, config: setup.config.value, images: images.value })
  })
  const forecast = computed(() => costliest(phases.value))

  return {
    forecast,
    phases,
    error,
    state: computed(() => {
      if (probe.value) return 'ready'
      if (error.value) return 'failed'
      if (busy.value) return 'waiting'
      return measuring.value ? 'measuring' : 'none'
    }),
    shortOfBytes: computed(() => {
      const memory = engine.status.value?.memory
      if (!memory || !forecast.value) return null
      const available = memory.freeBytes + memory.residentBytes
      return forecast.value.memoryBytes > available ? available : null
    }),
    request() {
      wanted = true
      void measure()
    },
  }
}

export const { provide: provideForecast, use: useForecast } = injected<ForecastHolder>('forecast')
