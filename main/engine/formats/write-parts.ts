import { open } from 'node:fs/promises'

/** Small parts are gathered up to this size before they go to disk. */
const GATHERED_BYTES = 1024 * 1024

/** Writes a new file from its parts, in order; large ones are never copied or joined in memory. */
export async function writeParts(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx')
  try {
    let gathered: Uint8Array[] = []
    let bytes = 0
    const flush = async () => {
      if (bytes > 0) await file.writeFile(gathered.length === 1 ? (gathered[0] as Uint8Array) : Buffer.concat(gathered))
      gathered = []
      bytes = 0
    }
    for (const part of parts) {
      if (bytes + part.length > GATHERED_BYTES) await flush()
      gathered.push(part)
      bytes += part.length
    }
    await flush()
  } finally {
    await file.close()
  }
}

/** The bytes of numbers, shared and not copied. Every machine that Node runs on keeps them little-endian. */
export function arrayBytes(values: Float32Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
