import { open, type FileHandle } from 'node:fs/promises'
import { fail, succeed, type Failure, type Result } from '../../../shared/contract/result.ts'
import { fileFailure } from '../runs/file-failure.ts'
import { createBlockReader, readerOf, type ReadAt } from './block-reader.ts'
import { HEAD_BYTES, headedSource, memorySource } from './byte-source.ts'
import { MAX_FILE_BYTES } from './check-image.ts'
import type { FileTree, OpenFile, TreeEntry } from './file-tree.ts'
import { readZipDirectory } from './read-zip-directory.ts'
import { readZipPlan, ZIP_LIMITS, type ZipLimits, type ZipPlan } from './read-zip-plan.ts'
import { locateZipPart, readZipPart, unpackZipPart, type ZipEntry } from './zip-part.ts'

/** Only one deflated file of this size is held in memory at a time. */
const LARGE_BYTES = 16 * 1024 * 1024

/**
 * The files of a zip, read where they are: nothing is unpacked to disk. Fails as `readZipPlan`, with `archive-invalid`
 * where it is no whole archive, or as the file system says. Rejects with the abort.
 */
export async function openZipTree(
  path: string,
  signal?: AbortSignal,
  limits: ZipLimits = ZIP_LIMITS,
): Promise<Result<FileTree>> {
  try {
    const file = await open(path, 'r')
    const tree = await readTree(file, path, limits, signal).catch((error: unknown) => error as Error)
    if (!(tree instanceof Error) && tree.ok) return tree
    await file.close()
    if (tree instanceof Error) throw tree
    return tree
  } catch (error) {
    signal?.throwIfAborted()
    return zipFailure(path, error)
  }
}

async function readTree(file: FileHandle, path: string, limits: ZipLimits, signal: AbortSignal | undefined) {
  const readAt = createBlockReader(readerOf(file))
  const plan = await readZipPlan(await readZipDirectory(file, readAt), path, limits, signal)
  return plan.ok ? succeed(createTree(file, readAt, plan.value)) : plan
}

function createTree(file: FileHandle, readAt: ReadAt, { files, folders }: ZipPlan): FileTree {
  const listings = listingsOf(files.keys(), folders)
  let lastLarge: Promise<unknown> = Promise.resolve()

  async function openFile(entry: ZipEntry): Promise<OpenFile> {
    const { part, head } = await locateZipPart(readAt, entry, HEAD_BYTES)
    const opened = { stamp: part.crc, zip: part }
    const { bytes } = entry
    if (head.length === part.packedBytes)
      return { ...opened, source: memorySource(await unpackZipPart(part, head, bytes)) }
    if (part.deflated) return { ...opened, source: memorySource(await readZipPart(readAt, part, bytes)) }
    const source = headedSource(head, bytes, (offset, length) => readAt(part.offset + offset, length))
    return { ...opened, source }
  }
  return {
    list: (folder) => Promise.resolve([...(listings.get(folder)?.values() ?? [])]),
    refuseLink: () => Promise.resolve('archives with links are not opened'),
    sizeOf: (name) => Promise.resolve(files.get(name)?.bytes ?? 0),
    withFile: async (name, use) => {
      const entry = files.get(name)
      if (!entry) throw new Error(`the archive has no ${name}`)
      if (!entry.deflated || entry.bytes < LARGE_BYTES) return use(await openFile(entry))
      if (entry.bytes > MAX_FILE_BYTES) throw new Error(`${entry.bytes} bytes are too many to unpack in memory`)
      const result = lastLarge.then(async () => use(await openFile(entry)))
      lastLarge = result.catch(() => undefined)
      return result
    },
    close: () => file.close(),
  }
}

/** What each folder holds. Many archives name their files only, not the folders. */
function listingsOf(files: Iterable<string>, folders: Iterable<string>): ReadonlyMap<string, Map<string, TreeEntry>> {
  const listings = new Map([['', new Map<string, TreeEntry>()]])
  const add = (path: string, kind: TreeEntry['kind']): Map<string, TreeEntry> => {
    const [folder, name] = splitPath(path)
    const beside = listings.get(folder) ?? add(folder, 'folder')
    beside.set(name, { name, kind })
    const own = listings.get(path) ?? new Map<string, TreeEntry>()
    if (kind === 'folder') listings.set(path, own)
    return own
  }
  for (const folder of folders) if (!listings.has(folder)) add(folder, 'folder')
  for (const file of files) add(file, 'file')
  return listings
}

function splitPath(path: string): [string, string] {
  const slash = path.lastIndexOf('/')
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)]
}

/** File system errors keep their meaning; all else that reading an archive throws means that it is damaged. */
function zipFailure(path: string, error: unknown): Failure {
  try {
    return fileFailure(error, path)
  } catch {
    return fail('archive-invalid', { path }, error)
  }
}
