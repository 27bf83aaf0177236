import { z } from 'zod'
import { createGraphBuilder } from '../graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING, type LayerGraph } from '../graph/layer-graph.ts'
import { convolutionUnit, type Unit, type UnitOptions } from './convolution-unit.ts'
import { networkOptionsSchema, resolveNetworkStem, scaleFilters } from './network-options.ts'

/** Below this the authors' CIFAR-10 network takes over. */
export const NIN_MINIMUM = 71

export const ninOptionsSchema = networkOptionsSchema.extend({
  inputSize: networkOptionsSchema.shape.inputSize.unwrap().default(224),
  /** Between the mlpconv layers. */
  dropout: networkOptionsSchema.shape.dropout.unwrap().default(0.5),
  /** Batch norm after every convolution but the last, which the network of 2013 did not have. */
  batchNorm: z.boolean().default(false),
})
export type NinOptions = z.infer<typeof ninOptionsSchema>

/* Caffe's pools round sizes up: that is SAME for even sizes, and VALID for odd ones. */
const HALVING_EVEN = { poolSize: [3, 3], strides: [2, 2], padding: 'same' } as const
const HALVING_ODD = { poolSize: [3, 3], strides: [2, 2], padding: 'valid' } as const

/**
 * Network In Network (arXiv:1312.4400): mlpconv layers, each a convolution and two 1x1 convolutions, and global average
 * pooling over one map per class in place of dense layers. The paper gives no table; these are the authors' networks for
 * ImageNet (full stem) and for CIFAR-10 (small stem), from their Caffe models.
 */
export function nin(given: Partial<NinOptions> = {}): LayerGraph {
  const options = ninOptionsSchema.parse(given)
  const build = createGraphBuilder('nin')
  const norm = options.batchNorm ? { momentum: options.batchNormMomentum, epsilon: 1e-3 } : 'none'
  const unit = convolutionUnit(build, scaleFilters(options.width), norm)
  const dropout = (name: string, x: string) => (options.dropout > 0 ? build.dropout(name, x, options.dropout) : x)

  /** A last 1x1 with one map for each class, whatever the width. */
  const classMaps = (x: string) => {
    const window = { kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: true } as const
    const maps = build.conv2d('class_maps', x, { filters: options.classes, ...window })
    return build.activation('class_maps_act', maps, 'relu')
  }

  build.block('')
  let x = build.input('input', [options.inputSize, options.inputSize, 3])

  if (resolveNetworkStem(options, NIN_MINIMUM) === 'full') {
    build.block('mlpconv1')
    x = mlpconv(unit, 'mlpconv1', x, [96, 96, 96], 11, { stride: 4, padding: 'valid' })
    x = build.maxPooling2d('pool1', x, HALVING_EVEN)
    build.block('mlpconv2')
    x = mlpconv(unit, 'mlpconv2', x, [256, 256, 256], 5)
    x = build.maxPooling2d('pool2', x, HALVING_ODD)
    build.block('mlpconv3')
    x = mlpconv(unit, 'mlpconv3', x, [384, 384, 384], 3)
    x = build.maxPooling2d('pool3', x, HALVING_ODD)
    x = dropout('dropout', x)
    build.block('mlpconv4')
    x = unit('mlpconv4_conv', x, 1024, 3)
    x = unit('mlpconv4_mlp1', x, 1024, 1)
    x = classMaps(x)
  } else {
    build.block('mlpconv1')
    x = mlpconv(unit, 'mlpconv1', x, [192, 160, 96], 5)
    x = build.maxPooling2d('pool1', x, HALVING_EVEN)
    x = dropout('dropout1', x)
    build.block('mlpconv2')
    x = mlpconv(unit, 'mlpconv2', x, [192, 192, 192], 5)
    x = build.averagePooling2d('pool2', x, HALVING_EVEN)
    x = dropout('dropout2', x)
    build.block('mlpconv3')
    x = unit('mlpconv3_conv', x, 192, 3)
    x = unit('mlpconv3_mlp1', x, 192, 1)
    x = classMaps(x)
  }

  build.block('head')
  x = build.globalAveragePooling2d('avg_pool', x)
  x = build.activation('predictions', x, 'softmax')
  return build.finish([x], XCEPTION_PREPROCESSING)
}

/** A convolution and the "micro network" of two 1x1 convolutions that slides along with it. */
function mlpconv(
  unit: Unit,
  name: string,
  input: string,
  [first, second, third]: readonly [number, number, number],
  kernel: number,
  options?: UnitOptions,
): string {
  let x = unit(`${name}_conv`, input, first, kernel, options)
  x = unit(`${name}_mlp1`, x, second, 1)
  return unit(`${name}_mlp2`, x, third, 1)
}
