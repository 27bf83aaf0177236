import { Worker } from 'node:worker_threads'
import { shapeSize } from '../../../../shared/graph/weight-specs.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { FileRange } from '../keras/library-files.ts'
import { askThread, LostThread, type Patience } from './ask-thread.ts'
import type { Hdf5Contents } from './hdf5-contents.ts'

/** A thread that lists a file is heard after each group; no whole one has taken a tenth of this for a group. */
const PATIENCE: Patience = { processorMs: 600, ms: 15_000 }
/** A slow disk gives as many values of a weight. */
const VALUES_PER_MS = 2000

/** Of the start, which reads and compiles the library: on a busy machine it may take seconds. */
const START: Patience = { processorMs: Infinity, ms: 60_000 }

const NOTHING = new Uint8Array()

/** A thread that waits for the next file; starting one takes a tenth of a second. */
let idle: Worker | null = null

/**
 * Opens an HDF5 file of Keras for as long as `use` runs, in a thread of its own, which is ended where the file leads the
 * library round in circles. Null: it is not HDF5. Throws `InvalidModel`.
 */
export async function withHdf5<T>(
  source: Uint8Array | FileRange,
  use: (contents: Hdf5Contents) => Promise<T>,
): Promise<T | null> {
  const thread = idle ?? (await startThread())
  idle = null
  thread.ref()
  let sound = true
  try {
    const opened = await askThread(thread, { kind: 'open', source }, PATIENCE)
    if (opened.kind !== 'contents') return null
    const { layers, ...contents } = opened.contents
    const read = async (index: number, size: number): Promise<Float32Array> => {
      const moreMs = Math.ceil(size / VALUES_PER_MS)
      const patience = { processorMs: PATIENCE.processorMs + moreMs, ms: PATIENCE.ms + moreMs }
      const answer = await askThread(thread, { kind: 'read', source: NOTHING, index }, patience)
      if (answer.kind !== 'values') throw new Error(`the HDF5 thread answered ${answer.kind}`)
      return answer.values
    }
    return await use({
      ...contents,
      layers: layers.map(({ weights, ...layer }) => ({
        ...layer,
        weights: weights.map(({ index, ...weight }) => ({
          ...weight,
          read: () => read(index, shapeSize(weight.shape)),
        })),
      })),
    })
  } catch (error) {
    // What the mapping refuses is no fault of the thread; anything that is no answer is.
    sound = error instanceof InvalidModel && !(error instanceof LostThread)
    throw error
  } finally {
    if (sound && (await isFreeAgain(thread)) && !idle) {
      idle = thread
      // A thread that waits holds no process back.
      thread.unref()
    } else await thread.terminate()
  }
}

/** Whether a thread could close its file and is fit for the next one; a damaged file may show itself only then. */
async function isFreeAgain(thread: Worker): Promise<boolean> {
  try {
    return (await askThread(thread, { kind: 'close', source: NOTHING }, PATIENCE)).kind === 'ready'
  } catch (error) {
    if (error instanceof InvalidModel) return false
    throw error
  }
}

async function startThread(): Promise<Worker> {
  const thread = new Worker(new URL('./hdf5-thread.ts', import.meta.url))
  await askThread(thread, null, START)
  return thread
}
