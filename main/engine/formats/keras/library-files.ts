import { ftruncateSync, readSync, writeSync } from 'node:fs'

/** The part of Emscripten's in-memory file system that is used here; its own typings lack some of it. */
export interface LibraryFiles {
  getStream(descriptor: number): unknown
  open(path: string, flags: string): unknown
  close(stream: unknown): void
  /** `canOwn`: the bytes become the file without a copy. */
  writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void
  unlink(path: string): void
  lookupPath(path: string): { readonly node: LibraryFile }
}

export interface LibraryFile {
  usedBytes: number
  node_ops: Readonly<Record<string, unknown>>
  stream_ops: Readonly<Record<string, unknown>>
}

/** A part of a file on disk: all of it, or an entry that an archive stores as it is. */
export interface FileRange {
  readonly descriptor: number
  readonly offset: number
  readonly size: number
}

/**
 * Lets a file of the in-memory file system be read from disk, as Emscripten's own lazy files are from the network. Where in
 * the range each reading begins is told first.
 */
export function readThrough(
  file: LibraryFile,
  { descriptor, offset, size }: FileRange,
  onRead: (position: number) => void,
): void {
  file.usedBytes = size
  const read = (_: unknown, target: Int8Array, at: number, length: number, position: number) => {
    onRead(position)
    if (position < 0 || position >= size) return 0
    return readSync(descriptor, target, at, Math.max(0, Math.min(length, size - position)), offset + position)
  }
  file.stream_ops = { ...file.stream_ops, read }
}

/**
 * Lets an empty file of the in-memory file system stand on disk instead. What the disk refuses never reaches the C
 * library, which would be left in the middle of its work: it goes on, and the first error is what `failure` returns.
 */
export function writeThrough(file: LibraryFile, descriptor: number): { failure(): unknown } {
  let first: unknown
  const attempt = <T>(instead: T, work: () => T): T => {
    try {
      return work()
    } catch (error) {
      first ??= error
      return instead
    }
  }
  const read = (_: unknown, target: Int8Array, at: number, length: number, position: number) =>
    attempt(0, () => readSync(descriptor, target, at, length, position))
  const write = (_: unknown, source: Int8Array, at: number, length: number, position: number) => {
    file.usedBytes = Math.max(file.usedBytes, position + length)
    return attempt(length, () => writeWhole(descriptor, source, at, length, position))
  }
  const setattr = (_: unknown, { size }: { readonly size?: number }) => {
    if (size === undefined || size === file.usedBytes) return
    file.usedBytes = size
    attempt(undefined, () => ftruncateSync(descriptor, size))
  }
  file.stream_ops = { ...file.stream_ops, read, write }
  file.node_ops = { ...file.node_ops, setattr }
  return { failure: () => first }
}

/** A disk that is about to be full takes a part first. */
function writeWhole(descriptor: number, source: Int8Array, at: number, length: number, position: number): number {
  for (let done = 0; done < length;) {
    done += writeSync(descriptor, source, at + done, length - done, position + done)
  }
  return length
}
