import { getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { isCandidate, isHidden } from './entry-names.ts'
import type { ZipEntry } from './zip-part.ts'

export interface ZipLimits {
  readonly entries: number
  readonly totalBytes: number
  /** Of one entry: an image is read whole. */
  readonly entryBytes: number
  /** Unpacked to packed. Deflate reaches about 1000:1 on zeros; photographs stay near 1:1. */
  readonly ratio: number
  /** Smaller entries may have any ratio. */
  readonly ratioFromBytes: number
  readonly depth: number
}

export const ZIP_LIMITS: ZipLimits = {
  entries: 2_000_000,
  totalBytes: 256 * 1024 ** 3,
  entryBytes: 4 * 1024 ** 3,
  ratio: 200,
  ratioFromBytes: 1024 ** 2,
  depth: 32,
}

export interface ZipPlan {
  /** By path; the last entry of a name counts. */
  readonly files: ReadonlyMap<string, ZipEntry>
  readonly folders: ReadonlySet<string>
}

/** Reads an archive's whole directory and refuses it before a file is read. Rejects on a damaged archive. */
export async function readZipPlan(
  zip: ZipFile,
  path: string,
  limits: ZipLimits,
  signal: AbortSignal | undefined,
): Promise<Result<ZipPlan>> {
  const files = new Map<string, ZipEntry>()
  const folders = new Set<string>()
  let [entries, packed, unpacked] = [0, 0, 0]
  const tooLarge = (limit: string) => fail('archive-too-large', { path, limit })
  for await (const entry of zip.eachEntry()) {
    signal?.throwIfAborted()
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true)
    const parts = name.replace(/\/$/, '').split('/')
    if (isUnsafe(name, parts, entry)) return fail('archive-unsafe', { path, entry: name })
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
    if (++entries > limits.entries) return tooLarge(`${limits.entries} entries`)
    if (parts.length > limits.depth) return tooLarge(`${limits.depth} levels of folders`)
    if (entry.uncompressedSize > limits.entryBytes) return tooLarge(`${gibibytes(limits.entryBytes)} in one file`)
    if (unpacked > limits.totalBytes) return tooLarge(gibibytes(limits.totalBytes))
    if (
      exceedsRatio(entry.uncompressedSize, entry.compressedSize, limits) ||
      exceedsRatio(unpacked, packed, limits, 64)
    )
      return tooLarge(`${limits.ratio} times its packed size`)
    // Entries that share their packed bytes make a bomb without a high ratio of any.
    if (packed > zip.fileSize) return tooLarge('the sizes in its directory')
    if (parts.some(isHidden)) continue
    if (name.endsWith('/')) folders.add(parts.join('/'))
    else if (isCandidate(name)) {
      if (!entry.canDecodeFileData())
        return fail('archive-invalid', { path }, `${name} is encrypted or packed unusually`)
      files.set(name, leanEntry(entry))
    }
  }
  return succeed({ files, folders })
}

/** There may be millions: only what is needed is kept. */
function leanEntry(entry: Entry): ZipEntry {
  const { crc32: crc, compressedSize: packedBytes, uncompressedSize: bytes } = entry
  return {
    bytes,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    packedBytes,
    deflated: entry.compressionMethod === 8,
    crc,
  }
}

function exceedsRatio(unpacked: number, packed: number, limits: ZipLimits, scale = 1): boolean {
  return unpacked > limits.ratioFromBytes * scale && unpacked > limits.ratio * packed
}

/** Names that could leave the folder on any system, and links, which could lead a later entry out of it. */
function isUnsafe(name: string, parts: readonly string[], entry: Entry): boolean {
  const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
  const leaves = parts.some((part) => part === '..' || part === '.' || part === '')
  return isLink || leaves || /^[A-Za-z]:|[\\\0]/.test(name)
}

function gibibytes(bytes: number): string {
  return `${bytes / 1024 ** 3} GiB`
}
