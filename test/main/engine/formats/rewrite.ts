import { readFile, rm, writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import yauzl from 'yauzl'
import yazl from 'yazl'
import type { File } from 'h5wasm'
import { writeHdf5 } from '../../../../main/engine/formats/keras/hdf5.ts'

/** JSON as a test spoils it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any

/** The entries of a `.keras` file, by name. */
export async function unzip(path: string): Promise<Map<string, Buffer>> {
  const zip = await yauzl.openPromise(path)
  const entries = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  }
  return entries
}

/** Writes a zip; pairs, so that a name may come twice. */
export async function zip(path: string, entries: Iterable<readonly [string, Buffer]>, compress = false): Promise<void> {
  const file = new yazl.ZipFile()
  for (const [name, bytes] of entries) file.addBuffer(bytes, name, { compress })
  file.end()
  await writeFile(path, await buffer(file.outputStream))
}

/** Changes the configuration of a written `.keras` file in place. */
export async function changeConfig(path: string, change: (config: Json) => void): Promise<void> {
  const entries = await unzip(path)
  entries.set('config.json', changed(entries.get('config.json'), change))
  await zip(path, entries)
}

/** Replaces the weights of a `.keras` file by an HDF5 file of the test's own. */
export async function replaceWeights(path: string, fill: (file: File) => void): Promise<void> {
  const entries = await unzip(path)
  const weights = `${path}.weights.h5`
  try {
    await writeHdf5(weights, fill)
    entries.set('model.weights.h5', await readFile(weights))
  } finally {
    await rm(weights)
  }
  await zip(path, entries)
}

/** Changes a JSON file in place. */
export async function changeJson(path: string, change: (value: Json) => void): Promise<void> {
  await writeFile(path, changed(await readFile(path), change))
}

function changed(bytes: Buffer | undefined, change: (value: Json) => void): Buffer {
  const value: Json = JSON.parse(String(bytes))
  change(value)
  return Buffer.from(JSON.stringify(value))
}
