import type { Worker } from 'node:worker_threads'
import { InvalidModel } from '../invalid-model.ts'
import type { FinalAnswer, ThreadAnswer, ThreadRequest } from './hdf5-messages.ts'

/** The file led the thread where it can't find a way out, or broke the library's memory: the thread is to be ended. */
export class LostThread extends InvalidModel {}

/**
 * Sends a request (null: the thread's start) and waits for its answer. Throws `InvalidModel` for a file that is damaged, and `LostThread` when
 * nothing was heard for `patienceMs`: a thread at work tells so.
 */
export function askThread(thread: Worker, request: ThreadRequest | null, patienceMs: number): Promise<FinalAnswer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      end()
      reject(new LostThread(`its HDF5 structure leads nowhere; nothing was heard for ${patienceMs} ms`))
    }
    let timer = setTimeout(giveUp, patienceMs)
    const hear = (answer: ThreadAnswer) => {
      clearTimeout(timer)
      if (answer.kind === 'busy') {
        timer = setTimeout(giveUp, patienceMs)
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
      thread.off('message', hear).off('error', fail).off('exit', fail)
    }
    thread.on('message', hear).on('error', fail).on('exit', fail)
    if (request) thread.postMessage(request)
  })
}
