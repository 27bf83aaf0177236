import type { Tensor, TensorInfo } from '@tensorflow/tfjs-node'

/** What the native binding says of a tensor that it holds. */
export interface BindingTensor {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

/** An attribute of an op: `type` is one of the binding's `TF_ATTR_*` numbers. */
export interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** The part of tfjs-node's native binding that graphs are recorded from and run with. */
export interface TensorflowBinding {
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  executeOp(op: string, attributes: readonly OpAttribute[], ids: readonly number[], outputs: number): BindingTensor[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  runSavedModel(id: number, ids: readonly number[], inputs: string, outputs: string): BindingTensor[]
  getNumOfSavedModels(): number
  getNumOfTensors(): number
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_BOOL: number
  readonly TF_UINT8: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
  readonly TF_Version: string
}

/** The part of tfjs' node backend that its typings keep private: which native tensor stands behind a tfjs one. */
export interface NodeBackend {
  binding: TensorflowBinding
  getInputTensorIds(tensors: readonly TensorInfo[]): number[]
  createOutputTensor(tensor: BindingTensor): Tensor
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[]
}
