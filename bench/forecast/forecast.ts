/**
 * How far forecasts are from what then happens: `node bench/forecast/forecast.ts [--only=TEXT] [--json]`. For each
 * configuration the machine is measured anew and a real run follows at once, each in a process of its own. Where other
 * programs took more than a tenth of the processor both are repeated, twice at most, and the quietest attempt counts.
 * Prints a row for each and the median errors; ten minutes on a quiet machine.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { median } from '../../main/engine/profiling/median.ts'
import { createMachineProbes } from '../../main/engine/profiling/machine-probes.ts'
import { forecastOutcome, type ForecastOutcome, type Outcome } from '../../shared/training/forecast-outcome.ts'
import { EMPTY_HISTORY, foldEvents } from '../../shared/training/history.ts'
import { trainingEventSchema } from '../../shared/training/training-event.ts'
import { CONFIGURATIONS } from './configurations.ts'
import { watchOthers } from './watch-others.ts'
import { writeImages } from './image-folder.ts'

/** Steps of an epoch: small images are many in practice, and an epoch of few steps is mostly its checkpoint. */
const stepsAt = (inputSize: number) => (inputSize < 96 ? 40 : 12)
const EPOCHS = '2'
const CLI = join(import.meta.dirname, '..', '..', 'main', 'cli', 'xw.ts')

interface Row {
  readonly configuration: string
  readonly outcome: ForecastOutcome
  /** Share of the processor that other programs took from the measuring of the machine to the end of the run. */
  readonly disturbance: number
}

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, json: { type: 'boolean', default: false } },
})

const ATTEMPTS = 3
const QUIET = 0.1

async function compareQuietly(configuration: string): Promise<Row> {
  let best = await compare(configuration)
  for (let attempt = 1; attempt < ATTEMPTS && best.disturbance > QUIET; attempt++) {
    const row = await compare(configuration)
    if (row.disturbance < best.disturbance) best = row
  }
  return best
}

async function compare(configuration: string): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'xw-forecast-'))
  const store = join(folder, 'store')
  try {
    const option = (name: string) => Number(new RegExp(`--${name} (\\d+)`).exec(configuration)?.[1])
    const batch = option('batch')
    const train = batch * stepsAt(option('input-size'))
    await writeImages(join(folder, 'images'), { train, val: Math.ceil(train / 5) })
    const others = watchOthers()
    const probe = await createMachineProbes(store).measured()
    if (!probe.ok) throw new Error(JSON.stringify(probe.error))
    const args = ['train', join(folder, 'images'), '--epochs', EPOCHS, '--json', ...configuration.split(' ')]
    const env = { ...process.env, XW_STORE: store }
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], { env, maxBuffer: 2 ** 26 })
    const events = stdout.trim().split('\n')
    const history = foldEvents(
      EMPTY_HISTORY,
      events.map((line) => trainingEventSchema.parse(JSON.parse(line))),
    )
    const outcome = forecastOutcome(history)
    if (!outcome) throw new Error('the run had no forecast')
    return { configuration, outcome, disturbance: others() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function cells(outcome: Outcome | null, text: (value: number) => string): string[] {
  if (!outcome) return ['', '']
  const { forecast, happened, error } = outcome
  return [`${text(forecast)} for ${text(happened)}`.padStart(20), percent(error).padStart(6)]
}

const percent = (share: number) => `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(0)} %`
const ms = (value: number) => `${value.toFixed(0)} ms`
const megabytes = (value: number) => `${(value / 1e6).toFixed(0)} MB`

const rows: Row[] = []
for (const configuration of CONFIGURATIONS.filter((each) => each.includes(values.only))) {
  const row = await compareQuietly(configuration)
  rows.push(row)
  const { stepMs, memoryBytes, epochMs } = row.outcome
  const others = `others ${(100 * row.disturbance).toFixed(0)} %`
  const line = [...cells(stepMs, ms), ...cells(memoryBytes, megabytes), ...cells(epochMs, ms), others.padStart(11)]
  console.error(`${configuration.padEnd(62)}${line.join(' ')}`)
}

const medianError = (of: (outcome: ForecastOutcome) => Outcome | null) =>
  median(rows.map(({ outcome }) => Math.abs(of(outcome)?.error ?? NaN)))
const medians = {
  stepMs: medianError(({ stepMs }) => stepMs),
  memoryBytes: medianError(({ memoryBytes }) => memoryBytes),
  epochMs: medianError(({ epochMs }) => epochMs),
}
if (values.json) console.log(JSON.stringify({ rows, medians }))
else {
  const { stepMs, memoryBytes, epochMs } = medians
  console.log(`median error: step ${percent(stepMs)}, memory ${percent(memoryBytes)}, epoch ${percent(epochMs)}`)
}
