import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import type { ModelFile } from '../model-file.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { workbenchMetadata } from '../workbench-metadata.ts'
import { keras3Config } from './keras3-config.ts'
import { buildWeights } from './weights-h5.ts'

/** The version whose layout is written and against which it is tested. */
const KERAS_VERSION = '3.15.1'

const PIECE_BYTES = 4 * 1024 * 1024

export const KERAS_FILE = 'model.keras'

/**
 * Writes `model.keras` into a folder: a zip of metadata, configuration and weights, stored without compression as Keras
 * stores them. Keras reads no metadata, so ours is carried there. Returns the files that were written.
 */
export async function writeKeras(model: ModelFile, folder: string): Promise<readonly string[]> {
  const now = new Date()
  const metadata = {
    keras_version: KERAS_VERSION,
    date_saved: now.toISOString().slice(0, 19).replace('T', '@'),
    [WORKBENCH_KEY]: workbenchMetadata(model),
  }
  const zip = new yazl.ZipFile()
  const stored = { compress: false, mtime: now }
  const weights = await buildWeights(model.graph, model.weights)
  zip.addBuffer(Buffer.from(JSON.stringify(metadata)), 'metadata.json', stored)
  zip.addBuffer(Buffer.from(JSON.stringify(keras3Config(model.graph))), 'config.json', stored)
  zip.addReadStream(Readable.from(pieces(weights)), 'model.weights.h5', { ...stored, size: weights.length })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(folder, KERAS_FILE), { flags: 'wx' }))
  return [KERAS_FILE]
}

/** In small pieces, so that checksums of a large model do not hold the thread for long. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += PIECE_BYTES) yield bytes.subarray(begin, begin + PIECE_BYTES)
}
