import { modules } from '../../shared/graph/blocks.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { buildNetwork, chooseNetwork } from '../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES, ZOO, type NetworkName } from '../../shared/zoo/zoo.ts'
import { DONE } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { columns, count, print, printJson } from './output.ts'

/** The networks that there are, with what they cost. */
export const zoo = defineCommand({
  name: 'zoo',
  summary: 'List the networks, from Network In Network to Xception, with their costs',
  positionals: [],
  options: {
    small: { kind: 'flag', about: 'the small variants, for images of 32x32, instead of the networks of the papers' },
    json: JSON_OPTION,
  },
  examples: ['zoo', 'zoo --small', 'describe inception-v3'],
  async run({ values }) {
    const rows = NETWORK_NAMES.map((name) => summary(name, values.small ? 'small' : 'paper'))
    if (values.json) printJson({ networks: rows })
    else print(columns([HEAD, ...rows.map(cells)], [2, 3, 4, 5, 6]))
    return DONE
  },
})

const HEAD = ['name', 'network', 'year', 'input', 'layers', 'parameters', 'multiply-adds', 'paper']

function summary(name: NetworkName, variant: 'paper' | 'small') {
  const { title, year, arxiv } = ZOO[name]
  const choice = chooseNetwork(name, variant)
  const graph = buildNetwork(choice)
  const { totalParameters, macs } = countCost(graph)
  const { inputSize } = choice.options
  return {
    ...{ name, title, year, arxiv, inputSize },
    layers: graph.nodes.length,
    modules: modules(graph).length,
    totalParameters,
    macs,
  }
}

function cells({ name, title, year, arxiv, inputSize, layers, totalParameters, macs }: ReturnType<typeof summary>) {
  const costs = [count(layers), count(totalParameters), count(macs)]
  return [name, title, String(year), `${inputSize}x${inputSize}`, ...costs, `arXiv:${arxiv}`]
}
