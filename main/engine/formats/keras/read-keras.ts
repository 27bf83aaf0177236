import { open } from 'node:fs/promises'
import { z } from 'zod'
import { readFunctional } from '../functional/read-functional.ts'
import { withHdf5 } from '../h5/with-hdf5.ts'
import { InvalidModel } from '../invalid-model.ts'
import { assembleModel } from '../mapping/assemble-model.ts'
import type { ReadModel } from '../model-file.ts'
import { JSON_LIMIT_BYTES, parseJson } from '../parse-json.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { carrierSchema } from '../workbench-metadata.ts'
import type { FileRange } from './library-files.ts'
import { readZipEntries } from './read-zip-entries.ts'

/** Of compressed weights, which have to be in memory; stored ones, as Keras writes them, are read where they lie. */
const PACKED_LIMIT_BYTES = 1_900_000_000

const WEIGHTS = 'model.weights.h5'

/** Reads a `.keras` file, ours or one that Keras 3 wrote. Throws `InvalidModel`. */
export async function readKeras(path: string): Promise<ReadModel> {
  const entries = await readZipEntries(path, [
    { name: 'metadata.json', limit: JSON_LIMIT_BYTES },
    { name: 'config.json', limit: JSON_LIMIT_BYTES },
    { name: WEIGHTS, limit: PACKED_LIMIT_BYTES, inPlace: true },
  ])
  const bytes = (name: string) => entries.get(name)?.bytes ?? Buffer.alloc(0)
  const metadata = parseJson(bytes('metadata.json'), carrierSchema, 'metadata.json')[WORKBENCH_KEY]
  const config = parseJson(bytes('config.json'), z.unknown(), 'config.json')
  const topology = readFunctional(config, 'config.json', metadata)
  const weights = entries.get(WEIGHTS)
  const size = weights?.size ?? 0
  const file = await open(path)
  try {
    const source: Uint8Array | FileRange = weights?.bytes ?? { descriptor: file.fd, offset: weights?.offset ?? 0, size }
    const model = await withHdf5(source, ({ layers: stored }) =>
      assembleModel({ format: 'keras', ...topology, stored, bytes: size, labels: metadata?.labels }),
    )
    if (!model) throw new InvalidModel(`${WEIGHTS} is not an HDF5 file`)
    return model
  } finally {
    await file.close()
  }
}
