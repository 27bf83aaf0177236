import { open } from 'node:fs/promises'
import type { File } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { readThrough, writeThrough, type FileRange, type LibraryFiles } from './library-files.ts'

interface Library {
  readonly files: LibraryFiles
  openFile(path: string, mode: 'r' | 'w'): File
}

/**
 * HDF5 in WebAssembly with a file system of its own, in memory: a hostile file's external links and external storage
 * reach nothing on this machine. It is loaded by the first file: it takes some 30 MB, and most processes need none.
 */
async function start(): Promise<Library> {
  const { File, ready } = await import('h5wasm')
  const files = (await ready).FS as unknown as LibraryFiles
  // The library prints its error stack on descriptor 2; every failure is met as a value here.
  files.close(files.getStream(2))
  files.open('/dev/null', 'w')
  return { files, openFile: (path, mode) => new File(path, mode) }
}

let started: Promise<Library> | undefined

/** Resolves when the library is there; what is asked of it waits for that too. */
export async function startLibrary(): Promise<void> {
  await (started ??= start())
}

let opened = 0

/** Builds an HDF5 file at a path where nothing stands; what is written goes to the disk at once. */
export async function writeHdf5(path: string, fill: (file: File) => void): Promise<void> {
  const target = await open(path, 'wx+')
  try {
    await fillHdf5(target.fd, fill)
  } finally {
    await target.close()
  }
}

/** Builds an HDF5 file in one that is open and empty. Throws what the disk refuses. */
export async function fillHdf5(descriptor: number, fill: (file: File) => void): Promise<void> {
  const { files, openFile } = await (started ??= start())
  const path = `/write-${opened++}.h5`
  files.writeFile(path, new Uint8Array(), { canOwn: true })
  const disk = writeThrough(files.lookupPath(path).node, descriptor)
  try {
    const file = openFile(path, 'w')
    try {
      fill(file)
      file.flush()
    } finally {
      file.close()
    }
  } finally {
    files.unlink(path)
  }
  const failure = disk.failure()
  if (failure !== undefined) throw failure
}

/**
 * Opens an HDF5 file for as long as `read` runs: bytes, which are not copied, or a part of a file on disk, of which only
 * what is asked for is read. Null: it is not HDF5.
 */
export async function openHdf5<T>(
  source: Uint8Array | FileRange,
  read: (file: File) => T | Promise<T>,
): Promise<T | null> {
  const { files, openFile } = await (started ??= start())
  const path = `/read-${opened++}.h5`
  files.writeFile(path, source instanceof Uint8Array ? source : new Uint8Array(), { canOwn: true })
  if (!(source instanceof Uint8Array)) readThrough(files.lookupPath(path).node, source, (at) => (lastRead = at))
  try {
    const file = ask(() => openFile(path, 'r'))
    if (file.file_id < 0n) return null
    try {
      return await read(file)
    } finally {
      file.close()
    }
  } finally {
    files.unlink(path)
  }
}

let lastRead: number | null = null

/**
 * Where in the file on disk the library began to read last while it answered a question; null where it did not read. Throws
 * `InvalidModel` as `ask` does.
 */
export function askWhere(question: () => void): number | null {
  lastRead = null
  ask(question)
  return lastRead
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
