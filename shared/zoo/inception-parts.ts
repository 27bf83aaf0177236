import type { GraphBuilder } from '../graph/graph-builder.ts'
import type { Unit } from './convolution-unit.ts'

/** What the modules of an Inception network are built with. */
export interface InceptionParts {
  readonly build: GraphBuilder
  readonly unit: Unit
}

/** The pool between stages, and within a module that halves its map. */
export const HALVING = { poolSize: [3, 3], strides: [2, 2], padding: 'valid' } as const
/** The pool of a module's pooling branch. */
export const NEIGHBOURS = { poolSize: [3, 3], strides: [1, 1], padding: 'same' } as const

/**
 * Five convolutions and two max pools, from 299x299x3 to 35x35x192, of Inception v3 and Inception-ResNet-v2. The small one
 * keeps stride 1 in the first convolution and leaves out the first max pool.
 */
export function inceptionStem({ build, unit }: InceptionParts, input: string, stem: 'full' | 'small'): string {
  build.block('stem')
  let x = unit('conv1', input, 32, 3, { stride: stem === 'full' ? 2 : 1, padding: 'valid' })
  x = unit('conv2', x, 32, 3, { padding: 'valid' })
  x = unit('conv3', x, 64, 3)
  if (stem === 'full') x = build.maxPooling2d('pool1', x, HALVING)
  x = unit('conv4', x, 80, 1, { padding: 'valid' })
  x = unit('conv5', x, 192, 3, { padding: 'valid' })
  return build.maxPooling2d('pool2', x, HALVING)
}
