import type { AnyGraph } from './any-graph.ts'
import { countKnown, isUncounted, type AnyCost, type AnyLayerCost } from './count-known.ts'
import { plainEquivalent } from './plain-equivalent.ts'

/** What the ledger tells apart, in the order in which it lists them. */
export const LEDGER_KINDS = [
  ...(['depthwise', 'pointwise', 'convolution', 'dense', 'normalization', 'rest'] as const),
  // Layers of a model file that are not known here.
  'unknown',
] as const
export type LedgerKind = (typeof LEDGER_KINDS)[number]

/** Parameters as Keras counts them, multiply-adds for one image, as far as they are known. */
export interface LedgerSums {
  readonly parameters: number
  readonly macs: number
}

/** A line of the ledger: a kind, a block or a layer. */
export interface LedgerRow {
  /** A kind, a block path, or a layer's name. */
  readonly id: string
  /** What it is called within the line above. */
  readonly title: string
  readonly own: LedgerSums
  /** The same in the network with plain convolutions. */
  readonly plain: LedgerSums
  /** Names of the layers that are summed. */
  readonly layers: readonly string[]
  /** How many of them the sums lack something of: layers of a file that are not known, and what depends on them. */
  readonly uncounted: number
  /** How many of them are later calls, whose parameters are counted at the first. */
  readonly shared: number
  readonly children: readonly LedgerRow[]
}

export interface Ledger {
  readonly byKind: readonly LedgerRow[]
  readonly byBlock: readonly LedgerRow[]
  readonly total: LedgerRow
}

const NOTHING: LedgerSums = { parameters: 0, macs: 0 }
const add = (a: LedgerSums, b: LedgerSums): LedgerSums => {
  return { parameters: a.parameters + b.parameters, macs: a.macs + b.macs }
}
const sum = (parts: readonly LedgerSums[]) => parts.reduce(add, NOTHING)
const known = ({ parameters, macs }: AnyLayerCost): LedgerSums => ({ parameters: parameters ?? 0, macs: macs ?? 0 })
const knownOr = (layer: AnyLayerCost | undefined) => (layer ? known(layer) : NOTHING)
/** What the sums of a line don't say. */
const gaps = (layers: readonly AnyLayerCost[]) => {
  const shared = layers.filter(({ weightsOf }) => weightsOf !== undefined).length
  return { uncounted: layers.filter(isUncounted).length, shared }
}

/** Sums of a network by kind and by block, beside the same network with plain convolutions. */
export function ledgerOf(graph: AnyGraph): Ledger {
  const cost = countKnown(graph)
  const plain = countKnown(plainEquivalent(graph))
  const total: LedgerRow = {
    ...{ id: 'total', title: graph.name, children: [], layers: cost.layers.map(({ name }) => name) },
    ...{ own: sum(cost.layers.map(known)), plain: sum(plain.layers.map(known)), ...gaps(cost.layers) },
  }
  return { byKind: kindRows(cost, plain), byBlock: blockRows(cost, plain), total }
}

/** What a layer adds to each kind: the halves of a separable convolution apart, and biases with what they belong to. */
export function ledgerShares(layer: AnyLayerCost): readonly { readonly kind: LedgerKind; readonly sums: LedgerSums }[] {
  const { parts } = layer
  const { parameters, macs } = known(layer)
  const last = parts.at(-1)
  if (last) {
    const biases = parameters - parts.reduce((total, part) => total + part.parameters, 0)
    return parts.map((part) => ({
      kind: part.part === 'spatial' ? 'convolution' : part.part,
      sums: { parameters: part.parameters + (part === last ? biases : 0), macs: part.macs },
    }))
  }
  return [{ kind: KIND_OF[layer.kind] ?? 'rest', sums: { parameters, macs } }]
}

/** Convolutions whose shapes are known have parts. */
const KIND_OF: Partial<Record<AnyLayerCost['kind'], LedgerKind>> = {
  ...{ dense: 'dense', batchNormalization: 'normalization', unknown: 'unknown' },
  ...{ conv2d: 'convolution', depthwiseConv2d: 'depthwise', separableConv2d: 'convolution' },
}

function kindRows(cost: AnyCost, plain: AnyCost): readonly LedgerRow[] {
  const of = (whole: AnyCost, kind: LedgerKind) =>
    whole.layers.flatMap((layer) =>
      ledgerShares(layer)
        .filter((share) => share.kind === kind)
        .map(({ sums }) => ({ layer, sums })),
    )
  return LEDGER_KINDS.map((kind) => {
    const own = of(cost, kind)
    const layers = own.map(({ layer }) => layer)
    return {
      ...{ id: kind, title: kind, layers: layers.map(({ name }) => name), children: [], ...gaps(layers) },
      ...{ own: sum(own.map(({ sums }) => sums)), plain: sum(of(plain, kind).map(({ sums }) => sums)) },
    }
  }).filter(({ layers, plain: { macs } }) => layers.length > 0 || macs > 0)
}

/** A tree along the block paths, with the layers as leaves. */
function blockRows(cost: AnyCost, plain: AnyCost): readonly LedgerRow[] {
  const plainLayers = new Map(plain.layers.map((layer) => [layer.name, layer]))
  return rowsUnder('', cost.layers, plainLayers)
}

function rowsUnder(
  path: string,
  layers: readonly AnyLayerCost[],
  plain: ReadonlyMap<string, AnyLayerCost>,
): readonly LedgerRow[] {
  const prefix = path === '' ? '' : `${path}/`
  const groups = Map.groupBy(layers, ({ name, block }) => {
    const next = block.startsWith(prefix) ? block.slice(prefix.length).split('/')[0] : ''
    return block !== path && next ? `block ${prefix}${next}` : `layer ${name}`
  })
  return [...groups].map(([key, members]): LedgerRow => {
    const isBlock = key.startsWith('block ')
    const id = key.slice(6)
    const children = isBlock ? rowsUnder(id, members, plain) : []
    return {
      ...{ id, title: isBlock ? id.slice(prefix.length) : id, layers: members.map(({ name }) => name), children },
      ...{ own: sum(members.map(known)), ...gaps(members) },
      plain: sum(members.map(({ name }) => knownOr(plain.get(name)))),
    }
  })
}
