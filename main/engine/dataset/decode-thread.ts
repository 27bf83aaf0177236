import { Worker } from 'node:worker_threads'
import type { DecodeReply, DecodeRequest } from './decode-worker.ts'

export interface DecodeThread {
  /** Reads and decodes the files, in the order of the calls. Rejects only when the thread ended. */
  decode(paths: readonly string[], size: number): Promise<DecodeReply>
  close(): void
}

interface Waiting {
  resolve(reply: DecodeReply): void
  reject(error: Error): void
}

/**
 * A thread of its own, since a training step holds the engine's thread for as long as it takes: between two awaits of
 * the trainer nothing there would go on. It starts with the first request and lets the process end while it is idle.
 */
export function createDecodeThread(): DecodeThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let closed = false
  let nextId = 0

  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    worker = null
  }
  const start = () => {
    const started = new Worker(new URL('./decode-worker.ts', import.meta.url))
    started.on('message', (reply: DecodeReply) => {
      waiting.get(reply.id)?.resolve(reply)
      waiting.delete(reply.id)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', failAll)
    started.on('exit', () => failAll(new Error('the decoding thread ended')))
    return started
  }
  return {
    decode: (paths, size) => {
      if (closed) return Promise.reject(new Error('the batch source is closed'))
      worker ??= start()
      const request: DecodeRequest = { id: nextId++, paths, size }
      return new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject })
        worker?.ref()
        worker?.postMessage(request)
      })
    },
    close: () => {
      closed = true
      void worker?.terminate()
    },
  }
}
