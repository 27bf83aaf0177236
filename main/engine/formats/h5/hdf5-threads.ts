import { Worker } from 'node:worker_threads'
import { InvalidModel } from '../invalid-model.ts'
import { askThread, LostThread, type Patience } from './ask-thread.ts'
import type { FinalAnswer, ThreadRequest } from './hdf5-messages.ts'

/** A thread that lists a file is heard after each group; no whole one has taken a tenth of this for a group. */
const PATIENCE: Patience = { processorMs: 600, ms: 15_000 }
/** A slow disk gives as many values of a weight. */
const VALUES_PER_MS = 2000

/** Of the start, which reads and compiles the library: on a busy machine it may take seconds. */
const START: Patience = { processorMs: Infinity, ms: 60_000 }

const NOTHING = new Uint8Array()

/** What can be asked of a thread while it has a file open. */
export interface Hdf5Thread {
  /** `size`: how many values are to be read for it. */
  ask(request: Omit<ThreadRequest, 'source'> & Partial<ThreadRequest>, size?: number): Promise<FinalAnswer>
  /** Ends it and gives its memory back, before `use` is over; nothing can be asked then. */
  end(): Promise<void>
}

/** A thread that waits for the next file; starting one takes a tenth of a second. */
let idle: Worker | null = null

/**
 * Has a thread for as long as `use` runs. It is ended where a file leads the library round in circles, and kept for the
 * next file otherwise. Throws `InvalidModel` for what the file is to blame for.
 */
export async function withThread<T>(use: (thread: Hdf5Thread) => Promise<T>): Promise<T> {
  const worker = idle ?? (await startWorker())
  idle = null
  worker.ref()
  let sound = true
  const thread: Hdf5Thread = {
    ask(request, size = 0) {
      const moreMs = Math.ceil(size / VALUES_PER_MS)
      const patience = { processorMs: PATIENCE.processorMs + moreMs, ms: PATIENCE.ms + moreMs }
      return askThread(worker, { source: NOTHING, ...request }, patience)
    },
    async end() {
      sound = false
      await worker.terminate()
    },
  }
  try {
    return await use(thread)
  } catch (error) {
    // What the mapping refuses is no fault of the thread; anything that is no answer is.
    sound &&= error instanceof InvalidModel && !(error instanceof LostThread)
    throw error
  } finally {
    if (sound && (await isFreeAgain(thread)) && !idle) {
      idle = worker
      // A thread that waits holds no process back.
      worker.unref()
    } else await worker.terminate()
  }
}

/** Whether a thread could close its file and is fit for the next one; a damaged file may show itself only then. */
async function isFreeAgain(thread: Hdf5Thread): Promise<boolean> {
  try {
    return (await thread.ask({ kind: 'close' })).kind === 'ready'
  } catch (error) {
    if (error instanceof InvalidModel) return false
    throw error
  }
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('./hdf5-thread.ts', import.meta.url))
  await askThread(worker, null, START)
  return worker
}
