import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import type { PartWork } from '../../shared/training/step-parts.ts'
import { xceptionOptionsSchema } from '../../shared/zoo/xception-options.ts'
import { xception } from '../../shared/zoo/xception.ts'
import type { BenchReport } from '../engine/profiling/bench-model.ts'
import type { CategoryTime, LayerTime } from '../engine/profiling/time-layers.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { DONE, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { MODEL_OPTIONS, modelOptions } from './model-options.ts'
import { numberOption } from './option-specs.ts'
import { bytes, columns, note, percent, print, printJson } from './output.ts'
import { createStageView } from './stage-view.ts'

const BATCH = 8
const STEPS = 10

/** Speed and memory of our engine alone on this machine. */
export const bench = defineCommand({
  name: 'bench',
  summary: 'Measure training, inference, memory and each layer on this machine',
  positionals: [],
  options: {
    model: { kind: 'choice', choices: ['xception'], about: 'the network' },
    ...MODEL_OPTIONS,
    batch: numberOption('images of a step', trainingConfigSchema.shape.batchSize),
    steps: numberOption('steps that are measured, after a first one', trainingConfigSchema.shape.epochs),
    json: JSON_OPTION,
  },
  notes: [
    "Without options: the paper's Xception at 299x299 for 1000 classes, 10 steps of 8 images of noise. Times are medians,",
    'the first step left out. Each distinct layer is then measured alone at its real shapes; what these parts sum to is',
    'shown beside the whole step. Close other programs: they make everything slower.',
  ],
  examples: ['bench', 'bench --input-size 32 --width 0.25 --batch 32 --json'],
  async run({ values }) {
    const graph = xception(modelOptions(values, xceptionOptionsSchema.parse({})))
    const { batch = BATCH, steps = STEPS } = values
    valueOf(await loadEngine())
    const { benchModel } = await import('../engine/profiling/bench-model.ts')
    const view = createStageView()
    note(
      `xception ${graph.inputShape.slice(0, 2).join('x')}, ${steps} steps of ${batch} images; the first one compiles`,
    )
    const report = benchModel({ graph, batch, steps, onProgress: view.show })
    view.close()
    if (values.json) printJson(summary(report, batch))
    else print(table(report, batch))
    return DONE
  },
})

function summary(report: BenchReport, batch: number) {
  const { layers, categories, ...measured } = report
  const times = ({ forwardMs, backwardMs }: CategoryTime) => ({ forwardMs, backwardMs })
  const [depthwise, pointwise, conv, batchNorm, rest] = categories.map(times)
  return {
    ...measured,
    batch,
    kinds: { depthwise, pointwise, conv, batchNorm, rest },
    layers: layers.map(({ category, work, ...layer }) => ({ kind: NAMES[category], ...layer, work })),
  }
}

const NAMES = {
  depthwise: 'depthwise',
  pointwise: 'pointwise',
  convolution: 'conv',
  normalization: 'batch norm',
  rest: 'rest',
} as const

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1)

function table(report: BenchReport, batch: number): string {
  const { categories, layers, stepMs, inferenceMs, partsShare } = report
  const rate = (value: number) => value.toFixed(value < 10 ? 2 : 0)
  const totals = [
    ['training', `${rate(report.trainImagesPerSecond)} images/s`, `${ms(stepMs)} ms a step of ${batch}`],
    ['inference', `${rate(report.inferImagesPerSecond)} images/s`, `${ms(inferenceMs)} ms for ${batch}`],
    ['peak memory', bytes(report.peakMemoryBytes)],
    ['first step', `${report.firstStepSeconds.toFixed(1)} s`, 'compiling included'],
    ['engine', report.engine],
  ]
  const kinds = categories.map((time) => {
    const { category, forwardMs, backwardMs } = time
    const sum = forwardMs + backwardMs
    return [NAMES[category], ms(forwardMs), ms(backwardMs), ms(sum), percent(sum / stepMs)]
  })
  const named = layers.map((layer) => layerRow(layer))
  return [
    columns(totals, [1]),
    columns([['ms a step', 'forward', 'backward', 'both', 'of the step'], ...kinds], [1, 2, 3, 4]),
    `the parts sum to ${Math.round(100 * partsShare)} % of the step; they leave out the update of the weights and what ops cost beside their work`,
    columns([['layer', 'kind', 'shape', 'times', 'forward', 'backward', 'all, ms'], ...named], [3, 4, 5, 6]),
  ].join('\n\n')
}

function layerRow({ category, work, layers, forwardMs, backwardMs }: LayerTime): string[] {
  const [first = '', ...others] = layers
  const all = layers.length * (forwardMs + backwardMs)
  const kind = category === 'rest' ? work.op : NAMES[category]
  const name = others.length > 0 ? `${first} and ${others.length} more` : first
  return [name, kind, shapeText(work), String(layers.length), ms(forwardMs), ms(backwardMs), ms(all)]
}

function shapeText(work: PartWork): string {
  if (work.op === 'pointwise') return `${work.pixels} px, ${work.channels} to ${work.filters}`
  const map = `${work.batch} x ${work.height} x ${work.width} x ${work.channels}`
  return work.op === 'convolution' ? `${map} to ${work.filters}` : map
}
