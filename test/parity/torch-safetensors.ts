import { writeParts, arrayBytes } from '../../main/engine/formats/write-parts.ts'

export interface TorchTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | BigInt64Array
}

/** Writes a state dict as PyTorch's users save it: without metadata of ours, with integers among the floats. */
export async function writeTorchSafetensors(path: string, tensors: readonly TorchTensor[]): Promise<void> {
  let offset = 0
  const entries = tensors.map(({ name, shape, values }) => {
    const start = offset
    offset += values.byteLength
    const dtype = values instanceof Float32Array ? 'F32' : 'I64'
    return [name, { dtype, shape, data_offsets: [start, offset] }] as const
  })
  const json = Buffer.from(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  await writeParts(path, [length, json, ...tensors.map(({ values }) => arrayBytes(values))])
}
