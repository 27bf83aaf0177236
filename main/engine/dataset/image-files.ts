import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readerOf } from './block-reader.ts'
import type { DatasetEntry } from './dataset-entry.ts'
import { readZipPart } from './zip-part.ts'

/** What is needed to find an image's bytes. */
export type ImagePlace = Pick<DatasetEntry, 'file' | 'bytes' | 'zip'>

/** The files of a dataset. A zip is opened once and stays open. */
export interface ImageFiles {
  /** Rejects where the file went away or is damaged. */
  read(place: ImagePlace): Promise<Buffer>
  close(): Promise<void>
}

export function openImageFiles(root: string): ImageFiles {
  let archive: ReturnType<typeof open> | null = null
  return {
    read: async ({ file, bytes, zip }) => {
      if (!zip) return readFile(join(root, file))
      archive ??= open(root, 'r')
      return readZipPart(readerOf(await archive), zip, bytes)
    },
    close: async () => (await archive?.catch(() => null))?.close(),
  }
}
