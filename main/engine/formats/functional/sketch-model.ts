import { z } from 'zod'
import type { AnyGraph, AnyNode, UnknownNode } from '../../../../shared/graph/any-graph.ts'
import { costsNothing } from '../../../../shared/graph/count-known.ts'
import { inferShape } from '../../../../shared/graph/infer-shapes.ts'
import { allKnown } from '../../../../shared/graph/known-shapes.ts'
import type { LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { createFreeNames } from '../free-names.ts'
import { InvalidModel } from '../invalid-model.ts'
import { isWeightless, shapeByRule } from './class-rules.ts'
import type { FlatLayer, FlatModel } from './flatten-model.ts'
import { gatherSpelled } from './gather-spelled.ts'
import { saidShapes } from './said-shapes.ts'
import { statedShape } from './stated-shape.ts'
import { costByRule } from './costs-by-rule.ts'
import { checkPlausible, plainConfig } from './plausible-config.ts'
import { ASSUMED_SIZE } from './push-input.ts'
import { activationSchema } from './read-layer.ts'
import { inputsOf, isConvolution, readNode } from './read-node.ts'

/** Values of a layer's weights in the file; null where it holds none, or none of that layer. */
export type CountWeights = (layer: FlatLayer) => number | null

/**
 * A model of any layers as a graph to look at: what is known here as it is known, everything else as the file tells of it.
 * Layers stay what the file has, so that nothing is folded away or added. Throws `InvalidModel` for what is broken.
 */
export function sketchModel(model: FlatModel, countWeights: CountWeights): AnyGraph {
  const said = saidShapes(model)
  const spelled = gatherSpelled(model.layers)
  const freeName = createFreeNames(model.layers.map(({ name }) => name))
  const nodes: AnyNode[] = []
  const shapes = new Map<string, Shape | null>()
  /** The activation that a convolution became, which is read in its place. */
  const standIn = new Map<string, string>()

  const push = (node: LayerNode | UnknownNode, shape: Shape | null, weightsOf: string | null) => {
    const shared =
      weightsOf !== null && (node.kind === 'unknown' ? node.attributes.parameters !== 0 : !costsNothing(node.kind))
    nodes.push(shared ? { ...node, weightsOf } : node)
    shapes.set(node.name, shape)
  }
  const pushUnknown = (layer: FlatLayer, inputs: readonly string[], byRule: Shape | null, read: Shape | null) => {
    const { name, className, config } = layer
    const outputShape = said.get(name) ?? (said.has(name) ? null : byRule)
    const cost = isWeightless(className) ? NOTHING : read && costByRule(className, read, config, outputShape)
    const parameters = isWeightless(className) ? 0 : (countWeights(layer) ?? cost?.parameters ?? null)
    const attributes = { className, config: plainConfig(config), outputShape, parameters, macs: cost?.macs ?? null }
    push({ name, kind: 'unknown', attributes, inputs, block: '' }, outputShape, layer.weightsOf)
  }

  for (const layer of model.layers) {
    if (spelled.parts.has(layer.name)) continue
    const { name, className, config } = layer
    const whole = spelled.nodes.get(name)
    const inputs = (whole ?? layer).inputs.map((input) => standIn.get(input) ?? input)
    const read = allKnown(inputs.map((input) => shapes.get(input) ?? null))
    const node = whole ? { ...whole, inputs } : knownNode(layer, inputs)
    const fitted = node && read ? fit(node, read) : null
    const byRule = read && shapeByRule(className, read, config)
    if (className === 'InputLayer') {
      const shape = inputShape(layer)
      if (shape) push({ name, kind: 'input', attributes: { shape }, inputs: [], block: '' }, shape, null)
      else pushUnknown(layer, [], null, null)
    } else if (node && (fitted === null || typeof fitted !== 'string')) {
      push(node, fitted, layer.weightsOf)
    } else {
      // Some classes take more shapes in Keras than here; what fits neither is broken.
      if (typeof fitted === 'string' && byRule === null) throw new InvalidModel(fitted)
      checkPlausible(className, config, `layer "${name}" (${className})`)
      pushUnknown(layer, inputs, byRule, read?.[0] ?? null)
    }
    const inside = isConvolution(className) ? (config['activation'] ?? 'linear') : 'linear'
    if (inside === 'linear') continue
    const extra = freeName(`${name}_activation`)
    const activation = activationLayer(extra, layer, inside)
    const known = knownNode(activation, [name])
    if (known?.kind === 'activation' && known.attributes.activation === 'linear') continue
    if (known) push(known, shapes.get(name) ?? null, null)
    else pushUnknown(activation, [name], shapes.get(name) ?? null, null)
    standIn.set(name, extra)
  }
  refuseSecondOutputs(model, nodes)
  const [first] = nodes
  const outputs = model.outputs.map((output) => standIn.get(output) ?? output)
  return { name: model.name, inputShape: shapes.get(first?.name ?? '') ?? null, nodes, outputs }
}

const NOTHING = { parameters: 0, macs: 0 }

/** Layers that are known have one output. */
function refuseSecondOutputs({ layers }: FlatModel, nodes: readonly AnyNode[]): void {
  const known = new Set(nodes.filter(({ kind }) => kind !== 'unknown').map(({ name }) => name))
  for (const { name, inputs, outputs } of layers) {
    const index = inputs.findIndex((input, each) => (outputs[each] ?? 0) > 0 && known.has(input))
    if (index < 0) continue
    throw new InvalidModel(
      `layer "${name}" reads output ${(outputs[index] ?? 0) + 1} of "${inputs[index]}", which has one`,
    )
  }
}

/** Null for a layer that no kind can say. */
function knownNode(layer: FlatLayer, inputs: readonly string[]): LayerNode | null {
  try {
    const read = readNode(layer)
    if (inputsOf(read.kind, inputs.length) !== inputs.length) return null
    return { name: layer.name, inputs, block: '', ...read } as LayerNode
  } catch (error) {
    if (error instanceof InvalidModel) return null
    throw error
  }
}

/** The output's shape, or why there is none. */
function fit(node: LayerNode, inputs: readonly Shape[]): Shape | string {
  try {
    return inferShape(node, inputs)
  } catch (error) {
    return (error as Error).message
  }
}

function activationLayer(name: string, layer: FlatLayer, given: unknown): FlatLayer {
  const read = activationSchema.safeParse(given)
  const config = { activation: read.success ? read.data : given }
  return { ...layer, name, className: 'Activation', config, inputs: [layer.name], more: [] }
}

const open = z.object({ batch_shape: z.unknown(), batch_input_shape: z.unknown() }).partial()
const picture = z.tuple([z.null(), z.int().min(1).nullable(), z.int().min(1).nullable(), z.int().min(1)])

/** Null where sides are open and it is no picture. */
function inputShape({ name, config }: FlatLayer): Shape | null {
  const read = open.safeParse(config)
  const given = read.success ? (read.data.batch_shape ?? read.data.batch_input_shape) : undefined
  if (!Array.isArray(given)) throw new InvalidModel(`layer "${name}" (InputLayer) has no shape`)
  const image = picture.safeParse(given)
  if (!image.success) return statedShape(given)
  const [, height, width, channels] = image.data
  return [height ?? ASSUMED_SIZE, width ?? ASSUMED_SIZE, channels]
}
