/**
 * How far forecasts are from what then happens: `node bench/forecast/forecast.ts [--steps 5] [--only TEXT] [--json]`.
 * Each configuration trains in a fresh process, and right before it the machine is probed anew, so that both meet the
 * same load. Prints a row for each and the median errors.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { median } from '../../main/engine/profiling/median.ts'
import { createForecaster, type RunForecast } from '../../shared/training/forecast-run.ts'
import { machineProbeSchema, type MachineProbe } from '../../shared/training/machine-probe.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { CONFIGURATIONS, type Configuration } from './configurations.ts'
import type { StepsReport } from './steps-child.ts'

interface Row {
  readonly configuration: Configuration
  readonly forecast: RunForecast
  readonly stepMs: number
  readonly peakBytes: number
  readonly disturbance: number
}

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})

async function run(script: string, ...args: string[]): Promise<unknown> {
  const path = join(import.meta.dirname, '..', '..', script)
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args], { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout) as unknown
}

async function compare(configuration: Configuration): Promise<Row> {
  const probe: MachineProbe = machineProbeSchema.parse(await run('main/engine/profiling/probe-child.ts'))
  const asked = JSON.stringify({ ...configuration, steps: Number(values.steps) })
  const report = (await run('bench/forecast/steps-child.ts', asked)) as StepsReport
  const graph = xception(configuration.model)
  const { batchSize, optimizer, l2 } = configuration
  const forecast = createForecaster(probe)({ graph, config: { batchSize, optimizer, l2 }, images: null })
  const { disturbance } = probe
  return { configuration, forecast, stepMs: median(report.stepsMs), peakBytes: report.peakBytes, disturbance }
}

const error = (forecast: number, measured: number) => forecast / measured - 1
const percent = (share: number) => `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(0)} %`
const rows: Row[] = []

for (const configuration of CONFIGURATIONS.filter(({ name }) => name.includes(values.only))) {
  const row = await compare(configuration)
  const { forecast, stepMs, peakBytes, disturbance } = row
  rows.push(row)
  console.error(
    [
      configuration.name.padEnd(44),
      `${forecast.stepMs.toFixed(0)} for ${stepMs.toFixed(0)} ms`.padStart(20),
      percent(error(forecast.stepMs, stepMs)).padStart(7),
      `${(forecast.memoryBytes / 1e6).toFixed(0)} for ${(peakBytes / 1e6).toFixed(0)} MB`.padStart(20),
      percent(error(forecast.memoryBytes, peakBytes)).padStart(7),
      `others ${(100 * disturbance).toFixed(0)} %`.padStart(12),
    ].join(' '),
  )
}

const medians = {
  time: median(rows.map(({ forecast, stepMs }) => Math.abs(error(forecast.stepMs, stepMs)))),
  memory: median(rows.map(({ forecast, peakBytes }) => Math.abs(error(forecast.memoryBytes, peakBytes)))),
}
if (values.json) console.log(JSON.stringify({ rows, medians }))
else console.log(`median error: time ${percent(medians.time)}, memory ${percent(medians.memory)}`)
