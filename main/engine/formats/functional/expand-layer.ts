import { z } from 'zod'
import type { LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { checkValue } from '../parse-json.ts'
import type { FlatLayer } from './flatten-model.ts'
import type { GraphDraft } from './graph-draft.ts'
import { readNode } from './read-node.ts'

/** Nodes of a layer that no single kind stands for. Returns the one that gives its output; null: it is one node. */
type Expand = (draft: GraphDraft, layer: FlatLayer, inputs: readonly string[]) => string | null

/** By class; all of them compute just what the layer does. */
const EXPANSIONS: Readonly<Record<string, Expand>> = {
  GlobalMaxPooling2D: (draft, layer, inputs) => poolWhole(draft, layer, inputs, 'maxPooling2d'),
  GlobalAveragePooling2D: (draft, layer, inputs) => {
    return wholeSchema(layer).keepdims ? poolWhole(draft, layer, inputs, 'averagePooling2d') : null
  },
  Add: addSeveral,
  Dense: denseOnMap,
  Flatten: (draft, _layer, [input = '']) => (draft.shapeOf(input).length === 1 ? input : null),
  Reshape: toVector,
}

/** Adds the nodes of a layer that takes several, or another kind than its class, to say; null for any other. */
export function expandLayer(draft: GraphDraft, layer: FlatLayer, inputs: readonly string[]): string | null {
  const expand = Object.hasOwn(EXPANSIONS, layer.className) ? EXPANSIONS[layer.className] : undefined
  return expand?.(draft, layer, inputs) ?? null
}

const whole = z.object({
  data_format: z.literal('channels_last').default('channels_last'),
  keepdims: z.boolean().default(false),
})
const wholeSchema = ({ name, className, config }: FlatLayer) =>
  checkValue(config, whole, `layer "${name}" (${className})`)

/** A window as large as the map; without `keepdims` its one pixel becomes a vector. */
function poolWhole(
  draft: GraphDraft,
  layer: FlatLayer,
  [input = '']: readonly string[],
  kind: 'maxPooling2d' | 'averagePooling2d',
): string {
  const { keepdims } = wholeSchema(layer)
  const [height = 1, width = 1] = draft.shapeOf(input)
  const name = keepdims ? layer.name : draft.freeName(`${layer.name}_window`)
  const attributes = { poolSize: [height, width], strides: [height, width], padding: 'valid' } as const
  draft.push({ name, kind, attributes, inputs: [input], block: '' })
  if (!keepdims) draft.push({ name: layer.name, kind: 'flatten', attributes: {}, inputs: [name], block: '' })
  return layer.name
}

/** One sum after another, in the order in which Keras adds. */
function addSeveral(draft: GraphDraft, { name }: FlatLayer, inputs: readonly string[]): string | null {
  if (inputs.length <= 2) return null
  return inputs.reduce((sum, input, index) => {
    const own = index === inputs.length - 1 ? name : draft.freeName(`${name}_${index}`)
    draft.push({ name: own, kind: 'add', attributes: {}, inputs: [sum, input], block: '' })
    return own
  })
}

/** On a map it is a pointwise convolution, whose kernel the file stores as a matrix. */
function denseOnMap(draft: GraphDraft, layer: FlatLayer, inputs: readonly string[]): string | null {
  if (draft.shapeOf(inputs[0] ?? '').length !== 3) return null
  const { name } = layer
  const read = readNode(layer)
  if (read.kind !== 'dense') return null
  const { units, useBias, activation } = read.attributes
  const attributes = { filters: units, kernelSize: [1, 1], strides: [1, 1], padding: 'valid', useBias } as const
  draft.push({ name, kind: 'conv2d', attributes, inputs, block: '' }, layer, (weights) =>
    weights.map((weight) => (weight.name === 'kernel' ? { ...weight, shape: weight.shape.slice(2) } : weight)),
  )
  return pushActivation(draft, name, activation)
}

/** An activation inside a layer as a node of its own. Returns the node that gives the layer's output. */
export function pushActivation(
  draft: GraphDraft,
  layer: string,
  activation: Extract<LayerNode, { kind: 'activation' }>['attributes']['activation'],
): string {
  if (activation === 'linear') return layer
  const name = draft.freeName(`${layer}_activation`)
  draft.push({ name, kind: 'activation', attributes: { activation }, inputs: [layer], block: '' })
  return name
}

const targetSchema = z.object({ target_shape: z.tuple([z.int()]) })

/** A map as a vector. Other shapes have no kind and are refused by their class. */
function toVector(draft: GraphDraft, { name, config }: FlatLayer, inputs: readonly string[]): string | null {
  const shape = draft.shapeOf(inputs[0] ?? '')
  const target = targetSchema.safeParse(config)
  if (!target.success || ![-1, shapeSize(shape)].includes(target.data.target_shape[0])) return null
  if (shape.length === 1) return inputs[0] ?? null
  draft.push({ name, kind: 'flatten', attributes: {}, inputs, block: '' })
  return name
}
