import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import type { ModelFile } from '../model-file.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { workbenchMetadata } from '../workbench-metadata.ts'
import { keras3Config } from './keras3-config.ts'
import { writeWeights } from './weights-h5.ts'

/** The version whose layout is written and against which it is tested. */
const KERAS_VERSION = '3.15.1'

/** Small enough that the checksum of a piece does not hold the thread for long. */
const PIECE_BYTES = 1024 * 1024

export const KERAS_FILE = 'model.keras'

/** The weights until they are in the archive. */
const WEIGHTS_FILE = '.model.weights.h5'

/**
 * Writes `model.keras` into a folder: a zip of metadata, configuration and weights, stored without compression as Keras
 * stores them. Keras reads no metadata, so ours is carried there. Returns the files that were written.
 */
export async function writeKeras(model: ModelFile, folder: string): Promise<readonly string[]> {
  const weights = join(folder, WEIGHTS_FILE)
  await writeWeights(weights, model.graph, model.weights)
  try {
    await writeArchive(model, join(folder, KERAS_FILE), weights)
  } finally {
    await rm(weights)
  }
  return [KERAS_FILE]
}

async function writeArchive(model: ModelFile, path: string, weights: string): Promise<void> {
  const now = new Date()
  const metadata = {
    keras_version: KERAS_VERSION,
    date_saved: now.toISOString().slice(0, 19).replace('T', '@'),
    [WORKBENCH_KEY]: workbenchMetadata(model),
  }
  const zip = new yazl.ZipFile()
  const stored = { compress: false, mtime: now }
  zip.addBuffer(Buffer.from(JSON.stringify(metadata)), 'metadata.json', stored)
  zip.addBuffer(Buffer.from(JSON.stringify(keras3Config(model.graph))), 'config.json', stored)
  const { size } = await stat(weights)
  const pieces = createReadStream(weights, { highWaterMark: PIECE_BYTES })
  zip.addReadStream(pieces, 'model.weights.h5', { ...stored, size })
  // Typed as less than the stream that it is.
  const output = zip.outputStream as Readable
  zip.on('error', (error: Error) => output.destroy(error))
  zip.end()
  await pipeline(output, createWriteStream(path, { flags: 'wx' }))
}
