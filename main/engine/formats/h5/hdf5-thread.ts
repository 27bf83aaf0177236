// The thread in which the HDF5 library runs: a damaged file may send its C code round and round, and only a thread of its
// own can be ended then. It serves one file at a time.
import { parentPort } from 'node:worker_threads'
import type { File } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { onEachQuestion, openHdf5, startLibrary } from '../keras/hdf5.ts'
import type { StoredDataset } from '../keras/stored-dataset.ts'
import { listContents } from './hdf5-contents.ts'
import type { FinalAnswer, Place, ThreadAnswer, ThreadRequest } from './hdf5-messages.ts'

let next: ((request: ThreadRequest) => void) | null = null
const waiting: ThreadRequest[] = []
parentPort?.on('message', (request: ThreadRequest) => {
  if (next) next(request)
  else waiting.push(request)
})

const receive = (): Promise<ThreadRequest> => {
  const request = waiting.shift()
  if (request) return Promise.resolve(request)
  return new Promise((resolve) => {
    next = (given) => {
      next = null
      resolve(given)
    }
  })
}
const answer = (message: ThreadAnswer, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer)

/** How often a thread at work says so. */
const BEAT_MS = 100
let beat = 0
onEachQuestion(() => {
  const now = performance.now()
  if (now - beat < BEAT_MS) return
  beat = now
  answer({ kind: 'busy' })
})

/** `InvalidModel` crosses as its message; anything else is a bug and ends the thread. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    refuse(error)
  }
}

/** A trap of WebAssembly, which may have left the library's memory in any state. Node's types do not know its class. */
const isTrap = (error: unknown): error is Error => error instanceof Error && error.name === 'RuntimeError'

function refuse(error: unknown): void {
  const cause = error instanceof InvalidModel ? error.cause : error
  if (error !== cause) answer({ kind: 'invalid', detail: (error as Error).message, broken: isTrap(cause) })
  else if (isTrap(cause)) answer({ kind: 'invalid', detail: 'its HDF5 structure is damaged', broken: true })
  else throw cause
}

/** Answers what is asked of a file until it is to be closed. */
async function serveFile(file: File): Promise<void> {
  const datasets: StoredDataset[] = []
  attempt(() => {
    const { layers, ...contents } = listContents(file)
    const listed = layers.map(({ weights, ...layer }) => ({
      ...layer,
      weights: weights.map((weight) => {
        const { name, source, shape } = weight
        return { name, source, shape, index: datasets.push(weight as StoredDataset) - 1 }
      }),
    }))
    answer({ kind: 'contents', contents: { ...contents, layers: listed } })
  })
  for (;;) {
    const { kind, index = -1 } = await receive()
    if (kind === 'close') return
    attempt(() => {
      if (kind === 'locate') return answer({ kind: 'places', places: datasets.map(placeOf) })
      const given = datasets[index]?.read() ?? new Float32Array()
      // A part of something larger, such as the library's own memory, can't be handed over.
      const values = given.buffer.byteLength === given.byteLength ? given : Float32Array.from(given)
      answer({ kind: 'values', values }, [values.buffer as ArrayBuffer])
    })
  }
}

const placeOf = ({ locate }: StoredDataset): Place => (locate ? (locate() ?? 'library') : 'unread')

async function serve(): Promise<void> {
  await startLibrary()
  answer({ kind: 'ready' })
  for (;;) {
    const request = await receive()
    // No file is open: the last one was none, or could not be opened.
    if (request.kind !== 'open') {
      answer({ kind: 'ready' })
      continue
    }
    const closed = await openHdf5(request.source, async (file) => {
      await serveFile(file)
      return true
    }).then(
      (open): FinalAnswer => ({ kind: open === null ? 'not-hdf5' : 'ready' }),
      (error: unknown) => void refuse(error),
    )
    if (closed) answer(closed)
  }
}
void serve()
