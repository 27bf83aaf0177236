import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { InvalidModel } from '../invalid-model.ts'
import { PICKLED } from '../pickled.ts'

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
/** What `torch.save` writes is a zip too. */
const PICKLE = /(^|\/)data\.pkl$/

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
      if (PICKLE.test(entry.fileName)) throw new InvalidModel(PICKLED)
      const want = wanted.find(({ name }) => name === entry.fileName)
      if (!want) continue
      if (found.has(want.name)) throw new InvalidModel(`the archive holds ${want.name} twice`)
      found.set(want.name, await readEntry(zip, entry, want, path))
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

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, want: WantedEntry, path: string): Promise<FoundEntry> {
  const { fileName: name, uncompressedSize: size, compressedSize: packed, compressionMethod: method } = entry
  if (entry.isEncrypted()) throw new InvalidModel(`${name} is encrypted`)
  if (want.inPlace && method === 0 && size === packed) {
    const { fileDataStart: offset } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
    if ((await checksumOf(path, offset, size, name)) !== entry.crc32) throw mismatch(name)
    return { size, bytes: null, offset }
  }
  if (size > want.limit) throw new InvalidModel(`${name} has ${size} bytes; at most ${want.limit} are read`)
  if (size > RATIO_LIMIT * Math.max(packed, 1)) {
    throw new InvalidModel(`${name} unpacks to ${size} bytes from ${packed}`)
  }
  const bytes = Buffer.allocUnsafeSlow(size)
  let offset = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    offset += (chunk as Buffer).copy(bytes, offset)
  }
  if (offset !== size) throw new InvalidModel(`${name} ends after ${offset} of ${size} bytes`)
  if (crc32(bytes) !== entry.crc32) throw mismatch(name)
  return { size, bytes, offset: 0 }
}

const mismatch = (name: string) => new InvalidModel(`${name} does not match its checksum`)

const PIECE_BYTES = 1024 * 1024

/** The checksum of a part of a file, read through one small buffer. */
async function checksumOf(path: string, offset: number, size: number, name: string): Promise<number> {
  const file = await open(path)
  try {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, size))
    let checksum = 0
    for (let done = 0; done < size;) {
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, size - done), offset + done)
      if (bytesRead === 0) throw new InvalidModel(`${name} ends after ${done} of ${size} bytes`)
      checksum = crc32(piece.subarray(0, bytesRead), checksum)
      done += bytesRead
    }
    return checksum
  } finally {
    await file.close()
  }
}
