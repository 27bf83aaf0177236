import { compareGraphs, type BlockPair, type GraphComparison } from '../../shared/diagram/compare-graphs.ts'
import { shapeText } from '../../shared/diagram/layer-row.ts'
import { DONE } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { GRAPH_NAMES, namedGraph } from './named-graph.ts'
import { columns, count, print, printJson } from './output.ts'

/** Two networks block by block, without TensorFlow. */
export const diff = defineCommand({
  name: 'diff',
  summary: 'Compare two networks block by block, and subtract their costs',
  positionals: [
    { name: 'A', about: GRAPH_NAMES },
    { name: 'B', about: 'the same' },
  ],
  options: {
    all: { kind: 'flag', about: 'list the blocks that are the same, too' },
    json: JSON_OPTION,
  },
  notes: [
    'Blocks of one name stand for each other; within a flow, what lies between two such pairs is matched in its order. Costs',
    'are those of B less those of A. A block is the same when its layers have the same kinds, attributes, wiring and shapes.',
  ],
  examples: [
    'diff xception xception:width=0.5',
    'diff xception xception:order=pointwise-first --all',
    'diff inception-v3 my-model.keras --json',
  ],
  async run({ values, positionals }) {
    const [first = '', second = ''] = positionals
    const comparison = compareGraphs(await namedGraph('A', first), await namedGraph('B', second))
    if (values.json) printJson({ first, second, ...comparison })
    else print(text(comparison, values.all))
    return DONE
  },
})

function text({ pairs, same, a, b }: GraphComparison, all: boolean): string {
  const shown = all ? pairs : pairs.filter((pair) => !pair.same)
  const equal = pairs.length - pairs.filter((pair) => !pair.same).length
  const totals = columns(
    [
      ['', 'A', 'B', 'B - A'],
      ['layers', count(a.layers), count(b.layers), signed(b.layers - a.layers)],
      ['parameters', count(a.parameters), count(b.parameters), signed(b.parameters - a.parameters)],
      ['multiply-adds', count(a.macs), count(b.macs), signed(b.macs - a.macs)],
    ],
    [1, 2, 3],
  )
  if (same && !all) return `the same in all ${pairs.length} blocks\n\n${totals}`
  const head = ['', 'A', 'B', 'output of A', 'output of B', 'parameters', 'multiply-adds']
  const table = columns([head, ...shown.map(cells)], [5, 6])
  return `${table}\n\n${equal} of ${pairs.length} blocks are the same\n\n${totals}`
}

/** `=` the same, `≠` changed, `-` only in A, `+` only in B. */
function cells({ a, b, same, parameters, macs }: BlockPair): string[] {
  const mark = a === null ? '+' : b === null ? '-' : same ? '=' : '≠'
  const shape = (block: BlockPair['a']) => (block ? shapeText(block.outputShape) : '')
  return [mark, a?.id ?? '', b?.id ?? '', shape(a), shape(b), signed(parameters), signed(macs)]
}

const signed = (value: number) => (value > 0 ? `+${count(value)}` : value === 0 ? '' : count(value))
