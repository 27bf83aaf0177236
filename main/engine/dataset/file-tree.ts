import type { ByteSource } from './byte-source.ts'
import type { ZipPart } from './zip-part.ts'

export interface TreeEntry {
  readonly name: string
  readonly kind: 'folder' | 'file' | 'link' | 'other'
}

/** A file that is open for a moment. */
export interface OpenFile {
  readonly source: ByteSource
  /** Differs where the contents differ, as well as can be told without reading them: time of change, or CRC. */
  readonly stamp: number
  /** Where it lies inside of a zip; null for a file of its own. */
  readonly zip: ZipPart | null
}

/** The folders and files of a dataset, wherever they lie. Paths are inside of it, with `/`; the top is the empty path. */
export interface FileTree {
  /** In no order. Rejects with the file system's error. */
  list(folder: string): Promise<readonly TreeEntry[]>
  /** Why a link isn't followed; null where it leads to a file inside the dataset. */
  refuseLink(path: string): Promise<string | null>
  /** Unpacked size in bytes; 0 for a file that went away. */
  sizeOf(file: string): Promise<number>
  /** Opens the file for the time of `use`. Rejects when it can't be read. */
  withFile<T>(file: string, use: (opened: OpenFile) => Promise<T>): Promise<T>
  close(): Promise<void>
}
