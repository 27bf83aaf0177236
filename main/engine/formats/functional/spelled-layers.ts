import type { LayerNode, NodeOf, Shape } from '../../../../shared/graph/layer-graph.ts'
import { UnsupportedLayer } from '../unsupported-layer.ts'
import type { Dialect, KerasLayer } from './keras-layers.ts'
import type { LayerConfig } from './layer-config.ts'

/*
 * Kinds that no class of Keras or tfjs stands for, said in several of their layers. `gather-spelled.ts` reads them back.
 * A part is named after its node: `lrn1_square`, …, `lrn1`.
 */

/** The layers that say a node, or null where one class does. Throws `UnsupportedLayer` where a dialect has no words. */
export function spellOut(node: LayerNode, input: Shape, dialect: Dialect): readonly KerasLayer[] | null {
  if (node.kind === 'slice') return spellSlice(node, input)
  if (node.kind === 'scaledAdd' && dialect === 'keras2') return spellScaledAdd(node, input)
  if (node.kind !== 'localResponseNormalization') return null
  if (dialect === 'keras3') return spellLocalResponse(node, input)
  throw new UnsupportedLayer(node.name, node.kind)
}

type Spelled = Pick<KerasLayer, 'name' | 'className' | 'config' | 'inputs' | 'outputShape'> & Partial<KerasLayer>
const layer = (spelled: Spelled): KerasLayer => ({ list: false, more: [], node: null, ...spelled })

const reshape = (name: string, input: string, shape: Shape) =>
  layer({ name, className: 'Reshape', config: { target_shape: shape }, inputs: [input], outputShape: shape })

const rescaling = (name: string, input: string, shape: Shape, config: { scale: number; offset: number }) =>
  layer({ name, className: 'Rescaling', config, inputs: [input], outputShape: shape })

/** Channels become the columns of a one-channel picture, which can be cropped. */
export function spellSlice({ name, inputs, attributes }: NodeOf<'slice'>, shape: Shape): readonly KerasLayer[] {
  const [height = 0, width = 0, channels = 0] = shape
  const [rows, crop] = [`${name}_rows`, `${name}_crop`]
  const cropping = [
    [0, 0],
    [attributes.start, channels - attributes.start - attributes.size],
  ]
  return [
    reshape(rows, inputs[0] ?? '', [height * width, channels, 1]),
    layer({
      name: crop,
      className: 'Cropping2D',
      config: { cropping, data_format: 'channels_last' },
      inputs: [rows],
      outputShape: [height * width, attributes.size, 1],
    }),
    reshape(name, crop, [height, width, attributes.size]),
  ]
}

export function spellScaledAdd({ name, inputs, attributes }: NodeOf<'scaledAdd'>, shape: Shape): readonly KerasLayer[] {
  const [x = '', residual = ''] = inputs
  const scaled = rescaling(`${name}_scaled`, residual, shape, { scale: attributes.scale, offset: 0 })
  return [
    scaled,
    layer({ name, className: 'Add', config: {}, inputs: [x, scaled.name], list: true, outputShape: shape }),
  ]
}

/** `x · (bias + n · mean of n neighbours of (alpha · x²))^-beta`, with the means over a padded one-channel picture. */
export function spellLocalResponse(
  { name, inputs, attributes }: NodeOf<'localResponseNormalization'>,
  shape: Shape,
): readonly KerasLayer[] {
  const [x = ''] = inputs
  const [height = 0, width = 0, channels = 0] = shape
  const { depthRadius, bias, alpha, beta } = attributes
  const neighbours = 2 * depthRadius + 1
  const part = (suffix: string) => `${name}_${suffix}`
  const pixels = height * width
  const plain = (own: string, className: string, input: string, config: LayerConfig, outputShape: Shape) =>
    layer({ name: part(own), className, config, inputs: [input], outputShape })
  return [
    layer({ name: part('square'), className: 'Multiply', config: {}, inputs: [x, x], list: true, outputShape: shape }),
    rescaling(part('alpha'), part('square'), shape, { scale: alpha, offset: 0 }),
    reshape(part('rows'), part('alpha'), [pixels, channels, 1]),
    plain('pad', 'ZeroPadding2D', part('rows'), padding(depthRadius), [pixels, channels + 2 * depthRadius, 1]),
    plain('mean', 'AveragePooling2D', part('pad'), pooling(neighbours), [pixels, channels, 1]),
    reshape(part('map'), part('mean'), shape),
    rescaling(part('sum'), part('map'), shape, { scale: neighbours, offset: bias }),
    layer({ ...plain('power', 'Power', part('sum'), {}, shape), more: [-beta] }),
    layer({ name, className: 'Multiply', config: {}, inputs: [x, part('power')], list: true, outputShape: shape }),
  ]
}

const padding = (radius: number): LayerConfig => ({
  padding: [
    [0, 0],
    [radius, radius],
  ],
  data_format: 'channels_last',
})

const pooling = (neighbours: number): LayerConfig => ({
  pool_size: [1, neighbours],
  strides: [1, 1],
  padding: 'valid',
  data_format: 'channels_last',
})
