import type { BindingTensor, OpAttribute } from './binding-types.ts'
import { readNative } from './read-native.ts'
import { outputSpecs, type TensorSpec } from './output-specs.ts'
import { backend } from './tensorflow.ts'

/** What a recording runs on: TensorFlow itself, or shapes alone. */
export interface OpExecutor {
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number
  executeOp(op: string, attributes: readonly OpAttribute[], ids: readonly number[], outputs: number): BindingTensor[]
}

/** Computes every op as it is recorded. The memory of an eager step; tests compare `symbolicExecutor` with it. */
export function eagerExecutor(): OpExecutor {
  const { binding } = backend
  return {
    createTensor: (shape, dtype, values) => binding.createTensor(shape, dtype, values),
    executeOp: (op, attributes, ids, outputs) => binding.executeOp(op, attributes, ids, outputs),
  }
}

/**
 * Computes nothing: tensors are a shape, a type and a negative id, which tfjs takes for one that TensorFlow doesn't hold.
 * `known` tells of the tensors that the recorded work finds already there.
 */
export function symbolicExecutor(known: ReadonlyMap<number, TensorSpec>): OpExecutor {
  const { binding } = backend
  const specs = new Map<number, TensorSpec>(known)
  const constants = new Map<number, readonly number[]>()
  let nextId = -2 // tfjs' own mark for "not held" is -1.

  const add = (spec: TensorSpec): number => {
    specs.set(nextId, spec)
    return nextId--
  }
  /** A tensor from before the recording that the recorder was not told of: a cached scalar or axis. */
  const look = (id: number): TensorSpec => {
    const { values, ...spec } = readNative(binding, id)
    constants.set(id, [...values])
    specs.set(id, spec)
    return spec
  }
  const specOf = (id: number): TensorSpec => specs.get(id) ?? look(id)

  return {
    createTensor: (shape, dtype, values) => {
      const id = add({ shape: [...shape], dtype })
      // Only whole numbers can be axes or shapes.
      if (dtype === binding.TF_INT32) constants.set(id, [...(values as Int32Array)])
      return id
    },
    executeOp: (op, attributes, ids, outputs) => {
      const values = (input: number): readonly number[] => {
        const known = constants.get(ids[input] ?? -1)
        if (!known) throw new Error(`input ${input} of ${op} decides a shape and is no constant`)
        return known
      }
      const found = outputSpecs(op, attributes, ids.map(specOf), values)
      if (found.length !== outputs) throw new Error(`${op} has ${found.length} outputs where ${outputs} were asked for`)
      return found.map((spec) => ({ id: add(spec), shape: spec.shape, dtype: spec.dtype }))
    },
  }
}
