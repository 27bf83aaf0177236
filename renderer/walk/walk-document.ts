import { countCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { plainEquivalent } from '../../shared/graph/plain-equivalent.ts'
import { inceptionModule } from '../../shared/zoo/inception-module.ts'
import { drawingSvg, type TitledDrawing } from './drawing-svg.ts'
import { drawnNodes, type DrawingWords, type DrawnNode } from './drawn-nodes.ts'
import { layOut } from './lay-out.ts'
import {
  branchCosts,
  branchModule,
  measure,
  residualModule,
  RESIDUAL_BLOCKS,
  separableStack,
  stackedKernels,
  xceptionBoxes,
  xceptionFacts,
} from './walk-graphs.ts'

/** A sentence of the window's dictionary with its values filled in. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string

export interface WalkDocument {
  readonly markdown: string
  /** SVG files by their name. */
  readonly drawings: ReadonlyMap<string, string>
}

type Part = readonly [title: string, drawn: LayerGraph | readonly DrawnNode[]]
type Table = readonly (readonly string[])[]

/**
 * The walk as a page that needs no app: the window's own texts, drawings and counts, in the language of `t`. `folder` is
 * where the page finds its drawings, `suffix` tells the languages apart in their names.
 */
export function walkDocument(t: Translate, folder: string, suffix: string): WalkDocument {
  const words: DrawingWords = {
    input: t('walk.boxInput'),
    depthwise: t('walk.boxDepthwise'),
    maxPool: t('walk.boxMaxPool'),
    averagePool: t('walk.boxAveragePool'),
    concatenate: t('walk.boxConcatenate'),
    channels: t('walk.boxChannels'),
  }
  const drawings = new Map<string, string>()
  const sections = stopsOf(t).map(({ stop, parts, table, note }, index) => {
    const title = t(`stops.${stop}.title`)
    const name = `${stop}${suffix}.svg`
    const drawn = parts.map(([caption, what]): TitledDrawing => {
      return { title: caption, drawing: layOut('nodes' in what ? drawnNodes(what, words) : what) }
    })
    drawings.set(name, drawingSvg(drawn, title))
    return [
      `## ${index + 1}. ${title}`,
      t(`stops.${stop}.first`),
      t(`stops.${stop}.second`),
      `![${title}](${folder}/${name})`,
      ...(table.length > 0 ? [markdownTable(table)] : []),
      ...(note ? [note] : []),
    ].join('\n\n')
  })
  return { markdown: [`# ${t('walk.title')}`, t('walk.document'), ...sections].join('\n\n'), drawings }
}

interface DocumentStop {
  readonly stop: string
  readonly parts: readonly Part[]
  readonly table: Table
  readonly note?: string
}

const integer = (value: number) => value.toLocaleString('en')
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function stopsOf(t: Translate): readonly DocumentStop[] {
  const costHead = [t('walk.part'), t('model.parameters'), t('model.macs'), t('walk.field')]
  const costRow = (name: string, { parameters, macs, field }: ReturnType<typeof measure>) => [
    ...[name, integer(parameters), integer(macs)],
    t('walk.fieldValue', { side: field ?? 0 }),
  ]
  const module = (options: object) => inceptionModule({ size: 32, channels: 3, filters: 12, form: 'plain', ...options })
  const [own, without] = [branchModule('3a', true), branchModule('3a', false)]
  const kernels = [false, true].map((threes) => stackedKernels(5, 64, 28, threes))
  const kernelNames = [t('stops.double.single', { side: 5 }), t('stops.double.threes', { count: 2 })]
  const sizes = { size: 19, channels: 728, filters: 728 }
  const [plain, separable] = [module({ ...sizes }), module({ ...sizes, form: 'depthwise-first' })]
  const orders = ['pointwise-first', 'depthwise-first'] as const
  const facts = xceptionFacts(8, true)
  return [
    {
      stop: 'branches',
      parts: [[`GoogLeNet 3a. ${t('stops.branches.with')}`, own]],
      table: [
        costHead,
        ...branchCosts(own).map((cost) => costRow(t(`stops.branches.${cost.branch}`), cost)),
        costRow(t('walk.total'), measure(own)),
      ],
      note: t('stops.branches.saved', { factor: (measure(without).macs / measure(own).macs).toFixed(1) }),
    },
    {
      stop: 'double',
      parts: kernels.map((graph, index): Part => [kernelNames[index] ?? '', graph]),
      table: [costHead, ...kernels.map((graph, index) => costRow(kernelNames[index] ?? '', measure(graph)))],
      note: t('stops.double.result', { count: 2, side: 5, share: percent(18 / 25) }),
    },
    {
      stop: 'residual',
      parts: [['Inception-ResNet-v2, 35×35', residualModule('35', true)]],
      table: [
        costHead,
        ...RESIDUAL_BLOCKS.map((block) => costRow(`${block}×${block}`, measure(residualModule(block, true)))),
      ],
    },
    { stop: 'hypothesis', parts: [[t('stops.segments.towers'), module({ form: 'simplified' })]], table: [] },
    {
      stop: 'segments',
      parts: [
        [t('stops.segments.cut'), module({ form: 'segmented' })],
        [t('stops.segments.extreme'), module({ form: 'segmented', segments: 12 })],
      ],
      table: [
        [t('stops.segments.segments'), t('model.parameters'), t('stops.segments.all')],
        ...[1, 2, 3, 4, 6, 12].map((segments) => {
          const { parameters, macs } = measure(module({ form: 'segmented', segments }))
          return [String(segments), integer(parameters), integer(macs)]
        }),
      ],
    },
    { stop: 'separable', parts: [[t('stops.saving.separable'), module({ form: 'depthwise-first' })]], table: [] },
    {
      stop: 'saving',
      parts: [
        [t('stops.saving.plain'), plain],
        [t('stops.saving.separable'), separable],
      ],
      table: [
        costHead,
        costRow(t('stops.saving.plain'), measure(plain)),
        costRow(t('stops.saving.separable'), measure(separable)),
      ],
      note: t('stops.saving.result', {
        share: percent(countCost(separable).macs / countCost(plain).macs),
        ...{ filters: sizes.filters, square: 9, sum: (1 / sizes.filters + 1 / 9).toFixed(4) },
      }),
    },
    {
      stop: 'order',
      parts: orders.map((order): Part => [t(`options.${order}`), separableStack(order, 2, 728, 19)]),
      table: [],
      note: `${t('stops.order.same', { count: 3 })} ${t('stops.order.composed')}`,
    },
    {
      stop: 'between',
      parts: [
        [t('stops.between.pair', { activation: t('stops.between.nothing') }), module({ form: 'depthwise-first' })],
        [
          t('stops.between.pair', { activation: t('options.relu') }),
          module({ form: 'depthwise-first', activation: 'relu' }),
        ],
      ],
      table: [],
    },
    {
      stop: 'xception',
      parts: [[t('stops.xception.caption'), xceptionBoxes(facts.graph)]],
      table: [
        [t('walk.part'), t('stops.xception.counted')],
        [t('model.modules'), integer(facts.modules)],
        [t('stops.xception.withShortcut'), integer(facts.residualModules)],
        [t('model.convolutions'), integer(facts.convolutions)],
        [t('model.parameters'), integer(facts.parameters)],
        [t('model.macs'), integer(facts.macs)],
        [t('stops.xception.plainParameters'), integer(measure(plainEquivalent(facts.graph)).parameters)],
        [t('stops.xception.plainMacs'), integer(measure(plainEquivalent(facts.graph)).macs)],
      ],
    },
  ]
}

function markdownTable(rows: Table): string {
  const [head = [], ...body] = rows
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...body.map(line)].join('\n')
}
