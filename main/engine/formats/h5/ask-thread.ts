import type { Worker } from 'node:worker_threads'
import { InvalidModel } from '../invalid-model.ts'
import type { FinalAnswer, ThreadAnswer, ThreadRequest } from './hdf5-messages.ts'
import { watchProcessor } from './watch-processor.ts'

/** The file led the thread where it can't find a way out, or broke the library's memory: the thread is to be ended. */
export class LostThread extends InvalidModel {}

/** How long a thread may say nothing. */
export interface Patience {
  /** Of its own processor time: a thread that shares its cores with a training run gets little of it. */
  readonly processorMs: number
  /** Of the clock's, for whatever takes none. */
  readonly ms: number
}

/**
 * Sends a request (null: the thread's start) and waits for its answer. Throws `InvalidModel` for a file that is damaged, and `LostThread` when
 * nothing was heard for too long: a thread at work tells so.
 */
export function askThread(thread: Worker, request: ThreadRequest | null, patience: Patience): Promise<FinalAnswer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      end()
      reject(new LostThread('its HDF5 structure leads nowhere'))
    }
    let timer = setTimeout(giveUp, patience.ms)
    const processor = watchProcessor(thread, patience.processorMs, giveUp)
    const hear = (answer: ThreadAnswer) => {
      if (answer.kind === 'busy') {
        clearTimeout(timer)
        timer = setTimeout(giveUp, patience.ms)
        processor.reset()
        return
      }
      end()
      if (answer.kind === 'invalid') reject(new (answer.broken ? LostThread : InvalidModel)(answer.detail))
      else resolve(answer)
    }
    const fail = (cause: unknown) => {
      end()
      reject(new Error('the HDF5 thread ended', { cause }))
    }
    const end = () => {
      clearTimeout(timer)
      processor.stop()
      thread.off('message', hear).off('error', fail).off('exit', fail)
    }
    thread.on('message', hear).on('error', fail).on('exit', fail)
    if (request) thread.postMessage(request)
  })
}
