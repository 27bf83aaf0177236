import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { InvalidModel } from '../invalid-model.ts'

export interface WantedEntry {
  readonly name: string
  /** Most bytes that it may unpack to. */
  readonly limit: number
}

/** Keras stores its entries as they are; what packs better than this is not a model. */
const RATIO_LIMIT = 200
const ENTRY_LIMIT = 10_000

/**
 * Reads a few entries of a zip into memory; nothing is ever unpacked to disk. Throws `InvalidModel` for an archive that
 * is not whole, a missing or doubled entry and one that unpacks to more than it may.
 */
export async function readZipEntries(
  path: string,
  wanted: readonly WantedEntry[],
): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await yauzl.openPromise(path, { lazyEntries: true, validateEntrySizes: true }).catch(notWhole)
  try {
    if (zip.entryCount > ENTRY_LIMIT) throw new InvalidModel(`the archive holds ${zip.entryCount} files`)
    const found = new Map<string, Buffer>()
    for await (const entry of zip.eachEntry()) {
      const want = wanted.find(({ name }) => name === entry.fileName)
      if (!want) continue
      if (found.has(want.name)) throw new InvalidModel(`the archive holds ${want.name} twice`)
      found.set(want.name, await readEntry(zip, entry, want.limit))
    }
    for (const { name } of wanted) if (!found.has(name)) throw new InvalidModel(`the archive holds no ${name}`)
    return found
  } catch (error) {
    return notWhole(error)
  } finally {
    zip.close()
  }
}

/** yauzl throws plain errors for broken archives; the file system's have a code. */
function notWhole(error: unknown): never {
  if (error instanceof InvalidModel || (error instanceof Error && 'code' in error && 'syscall' in error)) throw error
  throw new InvalidModel('it is not a whole zip archive', { cause: error })
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, limit: number): Promise<Buffer> {
  const { fileName: name, uncompressedSize: size, compressedSize: packed } = entry
  if (size > limit) throw new InvalidModel(`${name} has ${size} bytes; at most ${limit} are read`)
  if (size > RATIO_LIMIT * Math.max(packed, 1))
    throw new InvalidModel(`${name} unpacks to ${size} bytes from ${packed}`)
  if (entry.isEncrypted()) throw new InvalidModel(`${name} is encrypted`)
  const bytes = Buffer.allocUnsafeSlow(size)
  let offset = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    offset += (chunk as Buffer).copy(bytes, offset)
  }
  if (offset !== size) throw new InvalidModel(`${name} ends after ${offset} of ${size} bytes`)
  if (crc32(bytes) !== entry.crc32) throw new InvalidModel(`${name} does not match its checksum`)
  return bytes
}
