import type { Depth } from '../../../shared/contract/inspection/comparison.ts'
import { deadChannels } from '../../../shared/inspection/channel-statistics.ts'
import { compareMaps } from '../../../shared/inspection/compare-maps.ts'
import { layerDepths, matchLayer } from '../../../shared/inspection/match-layers.ts'
import { scoped } from '../backend/scoped.ts'
import type { Activations } from './activations.ts'
import type { Side } from './compare-layers.ts'
import { mapShape, type InspectedModel } from './inspected-model.ts'
import { layerSummary } from './layer-summary.ts'

/** A difference from which two no longer do the same. */
const PARTING = 0.1

/** Layers in which something happens: the others only pass it on. */
const TELLING: ReadonlySet<string> = new Set([
  'conv2d',
  'depthwiseConv2d',
  'separableConv2d',
  'activation',
  'add',
  'scaledAdd',
  'concatenate',
  'globalAveragePooling2d',
  'dense',
])

/** Layers that are held against each other, in order. */
function tellingLayers({ graph }: InspectedModel): readonly string[] {
  return graph.nodes.filter(({ kind }) => TELLING.has(kind)).map(({ name }) => name)
}

/** Where two sides part ways: every layer of A beside B's. */
export function compareDepth(a: Side, b: Side, activations: Activations): Depth {
  const startMs = performance.now()
  const depths = layerDepths(a.model.graph)
  const rows = blocksOf(a.model).flatMap(({ block, layers }) => {
    const pairs = layers.map((layer) => ({ layer, match: matchLayer(a.model.graph, layer, b.model.graph) }))
    // A block's layers in one pass, so that none of them is computed again for those behind it.
    const look = ({ model, image }: Side, own: readonly string[]) =>
      scoped(() => void activations.values(model, image, own))
    look(a, layers)
    look(
      b,
      pairs.map(({ match }) => match.layer),
    )
    return pairs.map(({ layer, match: { layer: layerB, match } }): Depth['rows'][number] => ({
      layer,
      layerB,
      match,
      block,
      depth: depths.get(layer) ?? 0,
      ...compareLayer(a, layer, b, layerB, activations),
    }))
  })
  const parting = rows.find(({ relativeL2 }) => relativeL2 !== null && relativeL2 > PARTING)?.layer ?? null
  return { rows, parting, durationMs: performance.now() - startMs }
}

/** Layers of one pass: their maps of a full network are 100 MB at most. */
const TOGETHER = 12

/** The telling layers of each block, in order; a large block in several parts. */
function blocksOf(model: InspectedModel) {
  const blocks = new Map(model.graph.nodes.map(({ name, block }) => [name, block]))
  const found: { readonly block: string; readonly layers: string[] }[] = []
  for (const layer of tellingLayers(model)) {
    const block = blocks.get(layer) ?? ''
    const last = found.at(-1)
    if (last?.block === block && last.layers.length < TOGETHER) last.layers.push(layer)
    else found.push({ block, layers: [layer] })
  }
  return found
}

function compareLayer(a: Side, layerA: string, b: Side, layerB: string, activations: Activations) {
  const left = layerSummary(a.model, a.image, layerA, activations)
  const right = layerSummary(b.model, b.image, layerB, activations)
  const same = mapShape(a.model, layerA).join() === mapShape(b.model, layerB).join()
  const compared = same ? compareMaps(left.values, right.values, left.channels) : null
  return {
    cosine: compared && compared.cosine,
    relativeL2: compared && compared.relativeL2,
    deadA: deadChannels(left.statistics).length,
    deadB: deadChannels(right.statistics).length,
  }
}
