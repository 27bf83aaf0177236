export interface NamedTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export type TensorFile = ReadonlyMap<string, NamedTensor>

/** The twin of `python/tensor_file.py`: an 8-byte little-endian length, a JSON index, raw float32 data. */
export function encodeTensors(tensors: TensorFile): Buffer {
  const index: Record<string, { dtype: 'F32'; shape: readonly number[]; data_offsets: [number, number] }> = {}
  let offset = 0
  for (const [name, { shape, data }] of tensors) {
    index[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const header = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  const parts = [...tensors.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  return Buffer.concat([length, header, ...parts])
}

export function decodeTensors(file: Buffer): TensorFile {
  const begin = 8 + Number(file.readBigUInt64LE())
  const index = JSON.parse(file.toString('utf8', 8, begin)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >
  return new Map(
    Object.entries(index).map(
      ([
        name,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const bytes = Uint8Array.from(file.subarray(begin + from, begin + to))
        return [name, { shape, data: new Float32Array(bytes.buffer) }]
      },
    ),
  )
}
