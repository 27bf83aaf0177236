import type { Tensor } from '@tensorflow/tfjs-node'
import type { OpAttribute } from './binding-types.ts'
import { backend } from './tensorflow.ts'

const { binding } = backend

/* Attributes of TensorFlow ops, by the type that the op's definition gives them. */
export const typeAttribute = (name: string, value: number): OpAttribute => ({ name, type: binding.TF_ATTR_TYPE, value })
export const intAttribute = (name: string, value: number | readonly number[]): OpAttribute => {
  return { name, type: binding.TF_ATTR_INT, value }
}
export const floatAttribute = (name: string, value: number): OpAttribute => {
  return { name, type: binding.TF_ATTR_FLOAT, value }
}
export const boolAttribute = (name: string, value: boolean): OpAttribute => {
  return { name, type: binding.TF_ATTR_BOOL, value }
}
export const stringAttribute = (name: string, value: string): OpAttribute => {
  return { name, type: binding.TF_ATTR_STRING, value }
}

/** `T = float`, which most ops of this engine want. */
export const FLOAT: OpAttribute = typeAttribute('T', binding.TF_FLOAT)

/** Runs a TensorFlow op outside of tfjs' tape; the outputs belong to the tidy around. */
export function rawOps(
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  return backend.executeMultipleOutputs(op, attributes, inputs, outputs)
}

/** `rawOps` for an op with one output. */
export function rawOp<T extends Tensor>(op: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[]): T {
  return rawOps(op, attributes, inputs, 1)[0] as T
}
