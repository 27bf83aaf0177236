import { z } from 'zod'
import type { LayerAttributes, LayerKind } from '../../../../shared/graph/layer-graph.ts'
import { checkValue } from '../parse-json.ts'
import type { FoundLayer } from './gather-spelled.ts'
import { readLayer, type ReadLayer } from './read-layer.ts'

const CONVOLUTIONS: ReadonlySet<string> = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'])

/** Whether a class is a convolution, whose activation is a node of its own. */
export const isConvolution = (className: string): boolean => CONVOLUTIONS.has(className)

const none = z.union([z.null(), z.literal(0)]).default(null)
const ACTIVATION_LAYERS = {
  ReLU: ['relu', z.object({ max_value: z.null().default(null), negative_slope: none, threshold: none })],
  ELU: ['elu', z.object({ alpha: z.literal(1).default(1) })],
  Softmax: ['softmax', z.object({ axis: z.union([z.literal(-1), z.tuple([z.literal(-1)])]).default(-1) })],
} as const

/** What one layer is as a node, without the activation of a convolution. Throws `InvalidModel`, naming the layer. */
export function readNode({ name, className, config }: FoundLayer): ReadLayer {
  if (Object.hasOwn(ACTIVATION_LAYERS, className)) {
    const [activation, schema] = ACTIVATION_LAYERS[className as keyof typeof ACTIVATION_LAYERS]
    checkValue(config, schema, `layer "${name}" (${className})`)
    const attributes: LayerAttributes['activation'] = { activation }
    return { kind: 'activation', attributes }
  }
  return readLayer(className, name, isConvolution(className) ? { ...config, activation: 'linear' } : config)
}

const INPUTS: Partial<Record<LayerKind, number>> = { add: 2, scaledAdd: 2 }

/** How many inputs a kind reads, of a layer that has so many. */
export const inputsOf = (kind: LayerKind, found: number): number =>
  kind === 'concatenate' ? Math.max(2, found) : (INPUTS[kind] ?? 1)
