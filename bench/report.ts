import { bestOfFamilies } from './best.ts'
import type { Family } from './engines/engine.ts'
import type { ConfigurationResult, Measurement } from './measure.ts'
import type { Spread } from './ratios.ts'
import { markdownTable } from './markdown-table.ts'
import { flopsPerImage, type Workload } from './workload.ts'

export interface Report {
  readonly date: string
  readonly machine: string
  readonly rounds: number
  readonly results: readonly ConfigurationResult[]
  /** What the full-size check against Keras found, as sentences. */
  readonly correctness: string
  /** The input pipeline's section; empty when it was not measured. */
  readonly pipeline: string
}

const COLUMNS: readonly (readonly [Family, string])[] = [
  ['keras', 'Keras graph'],
  ['pytorch', 'PyTorch'],
  ['onnx-runtime', 'ONNX Runtime'],
  ['stock-tfjs', 'stock tfjs-node'],
  ['keras-jit', 'Keras jit'],
]

/** The section of docs/performance.md: ratios, memory, distance from the machine's peak, every setting. */
export function writeReport({ date, machine, rounds, results, correctness, pipeline }: Report): string {
  const versions = Object.entries(Object.assign({}, ...results.map((result) => result.versions)) as object)
  const load = Math.max(0, ...results.map(({ foreignLoad }) => foreignLoad))
  return `
Measured on ${date}: ${machine}. ${versions.map(([name, version]) => `${name} ${version}`).join(', ')}. All engines on the
same cores and threads, each in a process of its own, in turns: ${rounds} rounds, and 2 for the slow ones (stock tfjs-node,
jit). Before the rounds other work took up to ${percent(load)} of the cores. SGD with momentum 0.9, cross-entropy, float32,
random uint8 images that are fed, cast and scaled in every step.

**Speed, ours / theirs**: median of the rounds (lowest to highest), against the best of each one's settings. Above 1, ours
is faster.

${table(results, 'images/s, ours', ratesOf, (_, { ratio }) => (ratio ? spreadText(ratio) : ''))}

**Peak memory, ours / theirs**, of the whole process with its first step. Below 1, ours takes less.

${table(results, 'ours', memoryOf, (own, their) => (own.peakBytes / their.peakBytes).toFixed(2))}

**How far from the machine's peak**: multiply-adds of convolutions and dense layers alone, three times as many in training,
against one large matrix product (2048x2048, float32) between the same rounds.

${peakTable(results)}

**Every setting.** The first step counts from the start of the process; a second torch.compile of the same configuration finds
what the first one compiled.

${everything(results)}

${failures(results)}

${pipeline}

${correctness}
`
}

function table(
  results: readonly ConfigurationResult[],
  ownTitle: string,
  own: (measurement: Measurement) => string,
  cell: (own: Measurement, theirs: Measurement) => string,
): string {
  const columns = COLUMNS.filter(([family]) => results.some((result) => bestOfFamilies(result).has(family)))
  const rows = results.map((result) => {
    const ours = ownOf(result)
    const best = bestOfFamilies(result)
    const cells = columns.map(([family]) => {
      const theirs = best.get(family)
      return theirs ? cell(ours, theirs) : ''
    })
    return [describe(result.workload), own(ours), ...cells]
  })
  return markdownTable(['', ownTitle, ...columns.map(([, title]) => title)], rows)
}

function peakTable(results: readonly ConfigurationResult[]): string {
  const rows = results.map((result) => {
    const perImage = flopsPerImage(result.workload)
    const reached = perImage * ownOf(result).imagesPerSecond
    const numbers = [perImage, reached, result.peakFlops].map((flops) => (flops / 1e9).toPrecision(3))
    return [describe(result.workload), ...numbers, percent(reached / result.peakFlops)]
  })
  return markdownTable(['', 'GF an image', 'GF/s, ours', 'GF/s, matrix product', 'share'], rows)
}

function everything(results: readonly ConfigurationResult[]): string {
  const rows = results.flatMap(({ workload, measurements }) =>
    measurements.map((each) => [
      describe(workload),
      each.setting === '' ? each.title : `${each.title}, ${each.setting}`,
      ratesOf(each),
      each.ratio ? spreadText(each.ratio) : '',
      memoryOf(each),
      `${each.firstStepSeconds.toFixed(1)} s`,
    ]),
  )
  return markdownTable(['', 'engine', 'images/s', 'ours / theirs', 'peak memory', 'first step'], rows)
}

function failures(results: readonly ConfigurationResult[]): string {
  const lines = results.flatMap(({ workload, failures: failed }) =>
    failed.map(({ title, setting, reason }) => {
      const last = reason.trim().split('\n').at(-1) ?? ''
      return `- ${describe(workload)}: ${title}${setting && `, ${setting}`} did not run: ${last}`
    }),
  )
  return lines.join('\n')
}

function ownOf({ measurements, id }: ConfigurationResult): Measurement {
  const own = measurements.find(({ family }) => family === 'ours')
  if (!own) throw new Error(`${id} was measured without ours`)
  return own
}

function describe({ task, inputSize, batch, model }: Workload): string {
  const network = model === 'small' ? `${inputSize} small` : String(inputSize)
  return `${task === 'train' ? 'training' : 'inference'}, ${network}, batch ${batch}`
}

const ratesOf = ({ imagesPerSecond }: Measurement) =>
  imagesPerSecond >= 100 ? imagesPerSecond.toFixed(0) : imagesPerSecond.toPrecision(3)
const memoryOf = ({ peakBytes }: Measurement) => `${(peakBytes / 1e9).toFixed(2)} GB`
const percent = (share: number) => `${(100 * share).toFixed(0)} %`
const spreadText = ({ median, min, max }: Spread) => `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`
