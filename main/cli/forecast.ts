import { freemem } from 'node:os'
import { formatError } from '../../shared/contract/error-text.ts'
import { forecastOutcome, type Outcome } from '../../shared/training/forecast-outcome.ts'
import type { History } from '../../shared/training/history.ts'
import type { MachineProbe } from '../../shared/training/machine-probe.ts'
import type { RunForecast } from '../../shared/training/run-forecast.ts'
import { createMachineProbes } from '../engine/profiling/machine-probes.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { bytes, duration, note } from './output.ts'

/** This machine's probe if it was measured before. */
export const keptProbe = (): Promise<MachineProbe | null> => createMachineProbes(storeFolder()).kept()

/** This machine's probe, measured now if it isn't kept yet; null, with a note why, where TensorFlow can't be used. */
export async function machineProbe(): Promise<MachineProbe | null> {
  const probes = createMachineProbes(storeFolder())
  if (!(await probes.kept())) note('measuring this machine for the forecast, once: a few seconds')
  const probe = await probes.measured()
  if (probe.ok) return probe.value
  // The cause is the other process' whole last output; who needs the engine next says what is wrong with it.
  note(`no forecast: ${formatError({ ...probe.error, cause: undefined })}`)
  return null
}

/** `about 2.1 s a step, 3.0 GB, 18 min an epoch` */
export function forecastText({ stepMs, memoryBytes, epochMs }: RunForecast): string {
  const parts = [`about ${stepTime(stepMs)} a step`, memory(memoryBytes)]
  return [...parts, ...(epochMs === null ? [] : [`${duration(epochMs)} an epoch`])].join(', ')
}

/** Tells the forecast, and what to change where it is more than the machine has free. */
export function noteForecast(forecast: RunForecast): void {
  note(`forecast: ${forecastText(forecast)}`)
  const { memoryBytes } = forecast
  const freeBytes = freemem()
  if (memoryBytes <= freeBytes) return
  const shortage = `about ${memory(memoryBytes)} of memory will be needed and ${memory(freeBytes)} are free`
  note(`warning memory-low: ${shortage}; choose a smaller batch or input size`)
}

/** What became of a run's forecast, in one line; null for a run without one. */
export function outcomeText(history: History): string | null {
  const outcome = forecastOutcome(history)
  if (!outcome) return null
  const { stepMs, memoryBytes, epochMs } = outcome
  const parts = [
    told(stepMs, (value) => `${stepTime(value, 3)} a step`),
    told(memoryBytes, memory),
    told(epochMs, (value) => `${duration(value)} an epoch`),
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : `forecast: ${parts.join('; ')}`
}

function told(outcome: Outcome | null, text: (value: number) => string): string | null {
  if (!outcome) return null
  const { forecast, happened, error } = outcome
  const percent = `${error < 0 ? '-' : '+'}${Math.abs(100 * error).toFixed(0)} %`
  return `${text(forecast)}, was ${text(happened)} (${percent})`
}

/** `95 ms`, `2.1 s`. */
function stepTime(milliseconds: number, digits = 2): string {
  const rounded = Number(milliseconds.toPrecision(digits))
  return rounded < 1000 ? `${rounded} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** `690 MB`, `3.0 GB`: forecasts are no finer. */
function memory(value: number): string {
  return value < 1e9 ? `${10 * Math.round(value / 1e7)} MB` : bytes(value)
}
