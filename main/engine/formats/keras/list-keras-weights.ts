import { open } from 'node:fs/promises'
import type { StoredShapes } from '../functional/stored-parameters.ts'
import { withHdf5 } from '../h5/with-hdf5.ts'
import { InvalidModel } from '../invalid-model.ts'
import { readZipEntries } from './read-zip-entries.ts'

const WEIGHTS = 'model.weights.h5'
/** Of compressed weights, which have to be in memory; of larger ones nothing is told. */
const PACKED_LIMIT_BYTES = 500_000_000

/** Which weights of which shapes a `.keras` file holds, without reading them; none where they are missing or damaged. */
export async function listKerasWeights(path: string): Promise<readonly StoredShapes[]> {
  const file = await open(path)
  try {
    const entries = await readZipEntries(path, [{ name: WEIGHTS, limit: PACKED_LIMIT_BYTES, inPlace: true }])
    const { bytes = null, offset = 0, size = 0 } = entries.get(WEIGHTS) ?? {}
    const listed = await withHdf5(bytes ?? { descriptor: file.fd, offset, size }, ({ layers }) =>
      Promise.resolve(layers),
    )
    return listed ?? []
  } catch (error) {
    // A network is looked at without its weights, too.
    if (error instanceof InvalidModel) return []
    throw error
  } finally {
    await file.close()
  }
}
