import { isComputable, isLayerGraph, type AnyGraph } from '../../shared/graph/any-graph.ts'
import { countKnown } from '../../shared/graph/count-known.ts'
import { drawSvg } from '../../shared/diagram/draw-svg.ts'
import { layoutGraph } from '../../shared/diagram/layout-graph.ts'
import { createForecaster } from '../../shared/training/forecast-run.ts'
import { PAPER } from '../../shared/training/presets.ts'
import type { RunForecast } from '../../shared/training/run-forecast.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import { buildNetwork } from '../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES } from '../../shared/zoo/zoo.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { writeAtomic } from '../engine/runs/write-atomic.ts'
import { DONE, valueOf } from './command-failure.ts'
import { forecastText, keptProbe, machineProbe } from './forecast.ts'
import { describedNetwork, MODEL_OPTIONS, networkName } from './model-options.ts'
import { exists, namedGraph } from './named-graph.ts'
import { numberOption } from './option-specs.ts'
import { describedCsv, describedJson, describedTable } from './describe-text.ts'
import { note, print, printJson } from './output.ts'

/** Shapes, parameters and multiply-adds of a network, without TensorFlow. */
export const describe = defineCommand({
  name: 'describe',
  summary: 'Show the layers of a network with their shapes and costs',
  positionals: [
    {
      name: 'MODEL',
      about: `the network: ${NETWORK_NAMES.join(', ')}; or a model file, whose weights need not be there`,
      optional: true,
    },
  ],
  options: {
    model: { kind: 'choice', choices: NETWORK_NAMES, about: 'the same as MODEL' },
    small: { kind: 'flag', about: 'the small variant, for images of 32x32, as the base of the other options' },
    ...MODEL_OPTIONS,
    batch: numberOption('images of a step, for the forecast', trainingConfigSchema.shape.batchSize),
    forecast: { kind: 'flag', about: 'measure this machine for the forecast if it was not measured yet' },
    svg: { kind: 'text', hint: 'file', about: 'draw the network into this SVG file; `-` is stdout' },
    csv: { kind: 'flag', about: 'print the table as CSV' },
    json: JSON_OPTION,
  },
  notes: [
    "Without options: the paper's Xception at 299x299 for 1000 classes. Parameters are counted as Keras counts them,",
    'moving statistics included; multiply-adds are those of convolutions and dense layers, for one image.',
    'Once the machine was measured, by --forecast, a training or the window, the time and memory of a step are forecast.',
  ],
  examples: [
    'describe',
    'describe --input-size 32 --width 0.25 --classes 10',
    'describe --order pointwise-first --json',
    'describe inception-v3',
    'describe xception --svg xception.svg',
    'describe model.keras',
    'describe inception-v1 --small --auxiliary-heads',
  ],
  async run({ values, positionals }) {
    const graph = await describedGraph(values, positionals[0])
    const cost = countKnown(graph)
    const probe = values.forecast ? await machineProbe() : await keptProbe()
    const { batch = PAPER.config.batchSize } = values
    const config = { ...PAPER.config, batchSize: batch }
    const forecast = probe && isLayerGraph(graph) ? createForecaster(probe)({ graph, config, images: null }) : null
    if (values.svg !== undefined) await writeDrawing(graph, values.svg)
    if (values.svg === '-') return DONE
    if (values.json) printJson({ ...describedJson(graph, cost), forecast: forecast && { batch, ...forecast } })
    else if (values.csv) print(describedCsv(graph, cost))
    else print(`${describedTable(graph, cost)}\n\n${forecast ? forecastLine(forecast, batch) : withoutForecast(graph)}`)
    return DONE
  },
})

type Options = Parameters<typeof describedNetwork>[0] & { readonly model: string | undefined }

/** A network of the zoo with the given options, or what a file describes. */
async function describedGraph(values: Options, name: string | undefined): Promise<AnyGraph> {
  const isNetwork = name === undefined || NETWORK_NAMES.some((each) => each === name)
  if (!isNetwork && (name.includes(':') || (await exists(name)))) return namedGraph('MODEL', name)
  const known = name === undefined ? networkName('--model', values.model) : networkName('MODEL', name)
  return buildNetwork(describedNetwork(values, known))
}

async function writeDrawing(graph: AnyGraph, file: string): Promise<void> {
  const svg = drawSvg(layoutGraph(graph), { title: graph.name })
  if (file === '-') return print(svg.trimEnd())
  valueOf(await writeAtomic(file, svg))
  note(`drawn into ${file}`)
}

function withoutForecast(graph: AnyGraph): string {
  if (isLayerGraph(graph)) return NOT_MEASURED
  return isComputable(graph) ? AS_THE_FILE : NOT_RUN
}

const NOT_RUN = 'not all of it can be computed here: it can be looked at, and neither run, trained nor exported'
const AS_THE_FILE = 'shown as the file has it; `xw import` tells which layers it leaves out or adds to compute it'
const NOT_MEASURED = 'no forecast yet: --forecast measures this machine once, in a few seconds'

function forecastLine(forecast: RunForecast, batch: number): string {
  return `forecast for training here in batches of ${batch}: ${forecastText(forecast)}`
}
