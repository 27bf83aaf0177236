import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { InvalidModel } from '../invalid-model.ts'

export interface WantedEntry {
  readonly name: string
  /** Most bytes that it may unpack to. */
  readonly limit: number
  /** It need not be in memory where the archive stores it as it is; its checksum is compared all the same. */
  readonly inPlace?: true
}

export interface FoundEntry {
  readonly size: number
  /** Null: it lies in the archive as it is, from `offset` on. */
  readonly bytes: Buffer | null
  readonly offset: number
}

/** Keras stores its entries as they are; what packs better than this is not a model. */
const RATIO_LIMIT = 200
const ENTRY_LIMIT = 10_000

/**
 * Finds a few entries of a zip and reads them into memory; nothing is ever unpacked to disk. Throws `InvalidModel` for an archive that
 * is not whole, a missing or doubled entry and one that unpacks to more than it may.
 */
export async function readZipEntries(
  path: string,
  wanted: readonly WantedEntry[],
): Promise<ReadonlyMap<string, FoundEntry>> {
  const zip = await yauzl.openPromise(path, { lazyEntries: true, validateEntrySizes: true }).catch(notWhole)
  try {
    if (zip.entryCount > ENTRY_LIMIT) throw new InvalidModel(`the archive holds ${zip.entryCount} files`)
    const found = new Map<string, FoundEntry>()
    for await (const entry of zip.eachEntry()) {
      const want = wanted.find(({ name }) => name === entry.fileName)
      if (!want) continue
      if (found.has(want.name)) throw new InvalidModel(`the archive holds ${want.name} twice`)
      found.set(want.name, await readEntry(zip, entry, want))
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

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, want: WantedEntry): Promise<FoundEntry> {
  const { fileName: name, uncompressedSize: size, compressedSize: packed, compressionMethod: method } = entry
  if (entry.isEncrypted()) throw new InvalidModel(`${name} is encrypted`)
  const inPlace = want.inPlace === true && method === 0
  if (!inPlace && size > want.limit) throw new InvalidModel(`${name} has ${size} bytes; at most ${want.limit} are read`)
  if (size > RATIO_LIMIT * Math.max(packed, 1)) {
    throw new InvalidModel(`${name} unpacks to ${size} bytes from ${packed}`)
  }
  const bytes = inPlace ? null : Buffer.allocUnsafeSlow(size)
  let offset = 0
  let checksum = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const piece = chunk as Buffer
    checksum = crc32(piece, checksum)
    if (bytes) piece.copy(bytes, offset)
    offset += piece.length
  }
  if (offset !== size) throw new InvalidModel(`${name} ends after ${offset} of ${size} bytes`)
  if (checksum !== entry.crc32) throw new InvalidModel(`${name} does not match its checksum`)
  return {
    size,
    bytes,
    offset: inPlace ? (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart : 0,
  }
}
