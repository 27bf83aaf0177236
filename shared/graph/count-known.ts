import type { AnyGraph, AnyNode } from './any-graph.ts'
import { layerCost, type LayerCost } from './count-cost.ts'
import { allKnown, knownShapes } from './known-shapes.ts'
import type { LayerKind, Shape } from './layer-graph.ts'

/** What is known of a layer's cost; null is "not known", and never zero. */
export interface AnyLayerCost extends Pick<LayerCost, 'name' | 'block' | 'parts'> {
  readonly kind: LayerKind | 'unknown'
  readonly outputShape: Shape | null
  readonly parameters: number | null
  readonly trainableParameters: number | null
  readonly macs: number | null
  /** The layer whose weights it uses, and where they are counted; only of a layer's later calls. */
  readonly weightsOf?: string | undefined
}

/** Sums of what is known; `uncounted` says how many layers they lack something of. Every `GraphCost` can be one. */
export interface AnyCost {
  readonly totalParameters: number
  /** Null where a layer with weights is not known: its file tells how many, and not which are trained. */
  readonly trainableParameters: number | null
  readonly macs: number
  readonly layers: readonly AnyLayerCost[]
}

/** Costs of a network to look at, as far as its layers are known: for those of a layer graph, the same as `countCost`. */
export function countKnown(graph: AnyGraph): AnyCost {
  const shapes = knownShapes(graph)
  const layers = graph.nodes.map((node): AnyLayerCost => {
    const output = shapes.get(node.name) ?? null
    const inputs = allKnown(node.inputs.map((input) => shapes.get(input) ?? null))
    const cost =
      node.kind !== 'unknown' && inputs && output ? layerCost(node, inputs, output) : unknownCost(node, output)
    return node.weightsOf === undefined ? cost : laterCall(cost, node.weightsOf)
  })
  const sum = (value: (layer: AnyLayerCost) => number | null) =>
    layers.reduce((total, layer) => total + (value(layer) ?? 0), 0)
  return {
    totalParameters: sum((layer) => layer.parameters),
    trainableParameters: layers.some((layer) => layer.trainableParameters === null)
      ? null
      : sum((layer) => layer.trainableParameters),
    macs: sum((layer) => layer.macs),
    layers,
  }
}

/** A later call of a layer: its weights are counted at the first, its multiply-adds are its own. */
function laterCall(cost: AnyLayerCost, weightsOf: string): AnyLayerCost {
  const parts = cost.parts.map((part) => ({ ...part, parameters: 0 }))
  return { ...cost, parts, parameters: 0, trainableParameters: 0, weightsOf }
}

/** Whether a kind costs neither parameters nor multiply-adds, whatever it reads. */
export const costsNothing = (kind: AnyNode['kind']): boolean => FREE.has(kind)

const FREE: ReadonlySet<AnyNode['kind']> = new Set<LayerKind>([
  'input',
  'activation',
  'maxPooling2d',
  'averagePooling2d',
  'globalAveragePooling2d',
  'dropout',
  'add',
  'scaledAdd',
  'concatenate',
  'slice',
  'flatten',
  'localResponseNormalization',
])

function unknownCost(node: AnyNode, outputShape: Shape | null): AnyLayerCost {
  const { name, kind, block } = node
  const nothing = costsNothing(kind) ? 0 : null
  const { parameters, macs } = node.kind === 'unknown' ? node.attributes : { parameters: nothing, macs: nothing }
  // Of a layer that is not known it isn't known either what of it is trained.
  const trainableParameters = parameters === 0 ? 0 : null
  return { name, kind, block, outputShape, parameters, trainableParameters, macs, parts: [] }
}

/** Whether sums lack something of a layer: its parameters or its multiply-adds. */
export const isUncounted = ({ parameters, macs }: Pick<AnyLayerCost, 'parameters' | 'macs'>): boolean =>
  parameters === null || macs === null
