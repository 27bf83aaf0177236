import { File, ready } from 'h5wasm'

/** The part of Emscripten's in-memory file system that is used here; its own typings lack some of it. */
interface MemoryFileSystem {
  getStream(descriptor: number): unknown
  open(path: string, flags: string): unknown
  close(stream: unknown): void
  /** `canOwn`: the bytes become the file without a copy. */
  writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void
  readFile(path: string): Uint8Array
  unlink(path: string): void
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

/** Opens the bytes of an HDF5 file, without copying them, for as long as `read` runs. Null: they are not HDF5. */
export async function openHdf5<T>(bytes: Uint8Array, read: (file: File) => T): Promise<T | null> {
  const fs = await (started ??= start())
  const path = `/read-${files++}.h5`
  fs.writeFile(path, bytes, { canOwn: true })
  try {
    const file = new File(path, 'r')
    if (file.file_id < 0n) return null
    try {
      return read(file)
    } finally {
      file.close()
    }
  } finally {
    fs.unlink(path)
  }
}
