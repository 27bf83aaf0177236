import { Worker } from 'node:worker_threads'
import type { BatchReply, BatchRequest, BatchWorkerOptions } from './batch-worker.ts'

export interface BatchThread {
  /** Makes a batch; the thread works on them in the order of the calls. Rejects only when the thread ended. */
  make(request: Omit<BatchRequest, 'id'>): Promise<BatchReply>
  close(): void
}

interface Waiting {
  resolve(reply: BatchReply): void
  reject(error: Error): void
}

/**
 * A thread of its own, since a training step holds the engine's thread for as long as it takes: between two awaits of
 * the trainer nothing there would go on. It starts with the first request and lets the process end while it is idle.
 */
export function createBatchThread(options: BatchWorkerOptions): BatchThread {
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
    const started = new Worker(new URL('./batch-worker.ts', import.meta.url), { workerData: options })
    started.on('message', (reply: BatchReply) => {
      waiting.get(reply.id)?.resolve(reply)
      waiting.delete(reply.id)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', failAll)
    started.on('exit', () => failAll(new Error('the thread that makes batches ended')))
    return started
  }
  return {
    make: (wanted) => {
      if (closed) return Promise.reject(new Error('the batch source is closed'))
      worker ??= start()
      const request: BatchRequest = { id: nextId++, ...wanted }
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
