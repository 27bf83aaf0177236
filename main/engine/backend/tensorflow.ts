// The one import of the native package. It must not be imported statically: the environment and two functions that Node
// 23 took out of `util` have to be in place before the package loads.
import { createRequire } from 'node:module'
import type * as Tensorflow from '@tensorflow/tfjs-node'
import type { NodeBackend } from './binding-types.ts'
import { setTensorflowEnvironment } from './tensorflow-environment.ts'

const require = createRequire(import.meta.url)

setTensorflowEnvironment()
const util = require('node:util') as Record<string, unknown>
util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
// Node's own warns that it is deprecated each time a process loads tfjs-node.
util['isArray'] = Array.isArray

/** tfjs with the node backend. */
export const tf = require('@tensorflow/tfjs-node') as typeof Tensorflow

/** tfjs' node backend with what its typings keep private. */
export const backend = tf.backend() as unknown as NodeBackend

/** Native tensors alive, the compiled steps' included, which tfjs' own count can't see. */
export function countNativeTensors(): number {
  return backend.binding.getNumOfTensors()
}
