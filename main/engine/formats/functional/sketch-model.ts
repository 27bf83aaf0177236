import { z } from 'zod'
import type { AnyGraph, AnyNode } from '../../../../shared/graph/any-graph.ts'
import { inferShape } from '../../../../shared/graph/infer-shapes.ts'
import { allKnown } from '../../../../shared/graph/known-shapes.ts'
import type { LayerNode, Shape } from '../../../../shared/graph/layer-graph.ts'
import { createFreeNames } from '../free-names.ts'
import { InvalidModel } from '../invalid-model.ts'
import { isWeightless, shapeByRule } from './class-rules.ts'
import type { FlatLayer, FlatModel } from './flatten-model.ts'
import { gatherSpelled } from './gather-spelled.ts'
import { statedShape } from './loose-connections.ts'
import { checkPlausible, plainConfig } from './plausible-config.ts'
import { activationSchema } from './read-layer.ts'
import { inputsOf, isConvolution, readNode } from './read-node.ts'

/** Values of a layer's weights in the file; null where it holds none, or none of that layer. */
export type CountWeights = (layer: FlatLayer) => number | null

/**
 * A model of any layers as a graph to look at: what is known here as it is known, everything else as the file tells of it.
 * Layers stay what the file has, so that nothing is folded away or added. Throws `InvalidModel` for what is broken.
 */
export function sketchModel(model: FlatModel, countWeights: CountWeights): AnyGraph {
  const stated = shapesSaid(model)
  const spelled = gatherSpelled(model.layers)
  const freeName = createFreeNames(model.layers.map(({ name }) => name))
  const nodes: AnyNode[] = []
  const shapes = new Map<string, Shape | null>()
  /** The activation that a convolution became, which is read in its place. */
  const standIn = new Map<string, string>()

  const push = (node: AnyNode, shape: Shape | null) => {
    nodes.push(node)
    shapes.set(node.name, shape)
  }
  const pushUnknown = (layer: FlatLayer, inputs: readonly string[], byRule: Shape | null) => {
    const { name, className, config } = layer
    const outputShape = stated.get(name) ?? byRule
    const parameters = isWeightless(className) ? 0 : countWeights(layer)
    const attributes = { className, config: plainConfig(config), outputShape, parameters }
    push({ name, kind: 'unknown', attributes, inputs, block: '' }, outputShape)
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
      if (shape) push({ name, kind: 'input', attributes: { shape }, inputs: [], block: '' }, shape)
      else pushUnknown(layer, [], null)
    } else if (node && (fitted === null || typeof fitted !== 'string')) {
      push(node, fitted)
    } else {
      // Some classes take more shapes in Keras than here; what fits neither is broken.
      if (typeof fitted === 'string' && byRule === null) throw new InvalidModel(fitted)
      checkPlausible(className, config, `layer "${name}" (${className})`)
      pushUnknown(layer, inputs, byRule)
    }
    const inside = isConvolution(className) ? (config['activation'] ?? 'linear') : 'linear'
    if (inside === 'linear') continue
    const extra = freeName(`${name}_activation`)
    const activation = activationLayer(extra, layer, inside)
    const known = knownNode(activation, [name])
    if (known?.kind === 'activation' && known.attributes.activation === 'linear') continue
    if (known) push(known, shapes.get(name) ?? null)
    else pushUnknown(activation, [name], shapes.get(name) ?? null)
    standIn.set(name, extra)
  }
  const [first] = nodes
  const outputs = model.outputs.map((output) => standIn.get(output) ?? output)
  return { name: model.name, inputShape: shapes.get(first?.name ?? '') ?? null, nodes, outputs }
}

/** Output shapes that the file says, by layer: Keras 3 writes them beside what reads them. */
function shapesSaid({ layers }: FlatModel): ReadonlyMap<string, Shape> {
  const said = new Map<string, Shape>()
  for (const { inputs, shapes } of layers) {
    inputs.forEach((input, index) => {
      const shape = shapes?.[index]
      if (shape) said.set(input, shape)
    })
  }
  return said
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
/** Side of the square that is assumed where a file says that any will do: Xception's own. */
const ASSUMED_SIZE = 299

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
