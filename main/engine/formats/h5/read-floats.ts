import { read } from 'node:fs'
import { promisify } from 'node:util'
import { InvalidModel } from '../invalid-model.ts'
import type { FileRange } from '../keras/library-files.ts'

const readInto = promisify(read)
/** One call of the system reads no more than 2 GiB. */
const MOST_BYTES = 2 ** 30

/** Little-endian float32 values that begin `at` bytes into a part of a file. Throws `InvalidModel` where it ends before. */
export async function readFloats({ descriptor, offset, size }: FileRange, at: number, count: number) {
  if (at + 4 * count > size) throw new InvalidModel(`its weights end behind byte ${size}`)
  const values = new Float32Array(count)
  const bytes = new Uint8Array(values.buffer)
  for (let done = 0; done < bytes.length;) {
    const length = Math.min(MOST_BYTES, bytes.length - done)
    const { bytesRead } = await readInto(descriptor, bytes, done, length, offset + at + done)
    if (bytesRead === 0) throw new InvalidModel(`it ends at byte ${at + done}`)
    done += bytesRead
  }
  return values
}
