import { readSync } from 'node:fs'
import { File, ready } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'

/** The part of Emscripten's in-memory file system that is used here; its own typings lack some of it. */
interface MemoryFileSystem {
  getStream(descriptor: number): unknown
  open(path: string, flags: string): unknown
  close(stream: unknown): void
  /** `canOwn`: the bytes become the file without a copy. */
  writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void
  readFile(path: string): Uint8Array
  unlink(path: string): void
  lookupPath(path: string): { readonly node: MemoryNode }
}

interface MemoryNode {
  usedBytes: number
  stream_ops: Readonly<Record<string, unknown>>
}

/** A part of a file on disk: all of it, or an entry that an archive stores as it is. */
export interface FileRange {
  readonly descriptor: number
  readonly offset: number
  readonly size: number
}

/**
 * HDF5 in WebAssembly with a file system of its own, in memory: a hostile file's external links and external storage
 * reach nothing on this machine, and a full disk is met by Node, which says so, not by the C library, which does not.
 */
async function start(): Promise<MemoryFileSystem> {
  const fs = (await ready).FS as unknown as MemoryFileSystem
  // The library prints its error stack on descriptor 2; every failure is met as a value here.
  fs.close(fs.getStream(2))
  fs.open('/dev/null', 'w')
  return fs
}

let started: Promise<MemoryFileSystem> | undefined

/** Resolves when the library is there; what is asked of it waits for that too. */
export async function startLibrary(): Promise<void> {
  await (started ??= start())
}

let files = 0

/** Builds an HDF5 file and returns its bytes. Twice its size is held in memory for a moment. */
export async function buildHdf5(fill: (file: File) => void): Promise<Uint8Array> {
  const fs = await (started ??= start())
  const path = `/write-${files++}.h5`
  const file = new File(path, 'w')
  try {
    fill(file)
    file.flush()
  } finally {
    file.close()
  }
  try {
    return fs.readFile(path)
  } finally {
    fs.unlink(path)
  }
}

/**
 * Opens an HDF5 file for as long as `read` runs: bytes, which are not copied, or a part of a file on disk, of which only
 * what is asked for is read. Null: it is not HDF5.
 */
export async function openHdf5<T>(
  source: Uint8Array | FileRange,
  read: (file: File) => T | Promise<T>,
): Promise<T | null> {
  const fs = await (started ??= start())
  const path = `/read-${files++}.h5`
  fs.writeFile(path, source instanceof Uint8Array ? source : new Uint8Array(), { canOwn: true })
  if (!(source instanceof Uint8Array)) readThrough(fs.lookupPath(path).node, source)
  try {
    const file = ask(() => new File(path, 'r'))
    if (file.file_id < 0n) return null
    try {
      return await read(file)
    } finally {
      file.close()
    }
  } finally {
    fs.unlink(path)
  }
}

let heard: () => void = () => undefined

/** Is called before each question to the library: a sign that it came back from the one before. */
export function onEachQuestion(listener: () => void): void {
  heard = listener
}

/** Asks the library for something of a file. What it throws means that the file is damaged. */
export function ask<T>(question: () => T): T {
  try {
    heard()
    return question()
  } catch (error) {
    throw new InvalidModel('its HDF5 structure is damaged', { cause: error })
  }
}

/** Lets a file of the in-memory file system be read from disk, as Emscripten's own lazy files are from the network. */
function readThrough(node: MemoryNode, { descriptor, offset, size }: FileRange): void {
  node.usedBytes = size
  const read = (_: unknown, target: Int8Array, at: number, length: number, position: number) => {
    if (position < 0 || position >= size) return 0
    return readSync(descriptor, target, at, Math.max(0, Math.min(length, size - position)), offset + position)
  }
  node.stream_ops = { ...node.stream_ops, read }
}
