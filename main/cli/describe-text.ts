import { csvTable } from '../../shared/csv.ts'
import { isRuled, type AnyGraph } from '../../shared/graph/any-graph.ts'
import { countConvolutionLayers, moduleOf, modules } from '../../shared/graph/blocks.ts'
import { isUncounted, type AnyCost, type AnyLayerCost } from '../../shared/graph/count-known.ts'
import { columns, count } from './output.ts'

/** Layers of which sums lack something. */
const uncountedLayers = ({ layers }: AnyCost) => layers.filter(isUncounted).length

/** What layers that are not computed here are called: by the class that their file says. */
function kindNames({ nodes }: AnyGraph): ReadonlyMap<string, string> {
  return new Map(
    nodes.flatMap((node) => {
      if (node.kind !== 'unknown') return []
      return [[node.name, `${isRuled(node) ? '' : 'unknown: '}${node.attributes.className}`]]
    }),
  )
}

/** One line for each layer; a name with a comma or a quote is quoted. */
export function describedCsv(graph: AnyGraph, { layers }: AnyCost): string {
  const kinds = kindNames(graph)
  const rows = layers.map(({ name, kind, block, outputShape, parameters, macs, weightsOf }) => {
    const costs = [parameters ?? '', macs ?? '', weightsOf ?? '']
    return [name, kinds.get(name) ?? kind, block, outputShape?.join('x') ?? '', ...costs]
  })
  const head = ['layer', 'kind', 'block', 'output', 'parameters', 'multiply-adds', 'weights of']
  return csvTable([head, ...rows]).trimEnd()
}

/** The same for programs. */
export function describedJson(graph: AnyGraph, cost: AnyCost) {
  const { totalParameters, trainableParameters, macs } = cost
  return {
    name: graph.name,
    inputShape: graph.inputShape,
    totalParameters,
    trainableParameters,
    macs,
    uncountedLayers: uncountedLayers(cost),
    modules: modules(graph).length,
    convolutionLayers: countConvolutionLayers(graph),
    layers: cost.layers.map(({ name, kind, outputShape, parameters, macs, block, weightsOf }) => {
      return { name, kind, outputShape, parameters, macs, block, ...(weightsOf === undefined ? {} : { weightsOf }) }
    }),
  }
}

/** Its layers, block by block, and its sums. */
export function describedTable(graph: AnyGraph, cost: AnyCost): string {
  const kinds = kindNames(graph)
  const rows: string[][] = [['layer', 'kind', 'output', 'parameters', 'multiply-adds']]
  for (const [block, layers] of Map.groupBy(cost.layers, ({ block }) => moduleOf(block) ?? block)) {
    if (block !== '') rows.push([], [block, '', '', ...sums(layers)])
    for (const layer of layers) rows.push(row(layer, kinds.get(layer.name) ?? layer.kind, block === '' ? '' : '  '))
  }
  const { totalParameters, trainableParameters, macs } = cost
  const without = uncountedLayers(cost)
  const totals = [
    [
      'parameters',
      count(totalParameters),
      trainableParameters === null ? '' : `${count(trainableParameters)} trainable`,
    ],
    ['multiply-adds', count(macs), 'for one image'],
    ...(without > 0 ? [['without', count(without), 'layers of which something is not known']] : []),
    ['modules', count(modules(graph).length)],
    ['convolution layers', count(countConvolutionLayers(graph)), 'shortcuts not counted'],
  ]
  return `${columns(rows, [3, 4])}\n\n${columns(totals, [1])}`
}

function sums(layers: readonly AnyLayerCost[]): string[] {
  const sum = (value: (layer: AnyLayerCost) => number | null) =>
    count(layers.reduce((total, layer) => total + (value(layer) ?? 0), 0))
  return [sum((layer) => layer.parameters), sum((layer) => layer.macs)]
}

function row({ name, outputShape, parameters, macs, weightsOf }: AnyLayerCost, kind: string, indent: string): string[] {
  const cell = (value: number | null) => (value === null ? 'not known' : value === 0 ? '' : count(value))
  return [
    indent + name,
    kind,
    outputShape?.join(' x ') ?? 'not known',
    weightsOf ? `as ${weightsOf}` : cell(parameters),
    cell(macs),
  ]
}
