/** The thread that reads and decodes images for batches. It never loads TensorFlow. */
import { readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { decodeImage } from './decode-image.ts'
import { forEachLimited } from './for-each-limited.ts'

export interface DecodeRequest {
  readonly id: number
  readonly paths: readonly string[]
  readonly size: number
}

export interface DecodeReply {
  readonly id: number
  /** `[paths, size, size, 3]`; zeros where an image failed. */
  readonly pixels: Uint8Array<ArrayBuffer>
  readonly failures: readonly { readonly position: number; readonly detail: string }[]
}

/** As many as the thread pool has threads: the decoder works on them. */
const DECODES = 4

async function decodeAll({ id, paths, size }: DecodeRequest): Promise<DecodeReply> {
  const imageBytes = size * size * 3
  const pixels = new Uint8Array(paths.length * imageBytes)
  const failures: { position: number; detail: string }[] = []
  await forEachLimited(paths.entries(), DECODES, async ([position, path]) => {
    try {
      const image = await decodeImage(await readFile(path), size)
      if (image.ok) pixels.set(image.value, position * imageBytes)
      else failures.push({ position, detail: image.error.cause ?? image.error.code })
    } catch (error) {
      failures.push({ position, detail: (error as Error).message })
    }
  })
  return { id, pixels, failures }
}

// One batch after the other, so that the one that is needed first is ready first.
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (request: DecodeRequest) => {
  last = last.then(async () => {
    const reply = await decodeAll(request)
    parentPort?.postMessage(reply, [reply.pixels.buffer])
  })
})
