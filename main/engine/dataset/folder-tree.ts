import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { HEAD_BYTES, headedSource } from './byte-source.ts'
import type { FileTree, TreeEntry } from './file-tree.ts'
import { readerOf } from './block-reader.ts'

/** A folder on disk. Nothing in it is changed, and nothing outside of it is read. */
export function createFolderTree(root: string): FileTree {
  return {
    list: async (folder) => {
      const entries = await readdir(join(root, folder), { withFileTypes: true })
      return entries.map((entry): TreeEntry => {
        const { name } = entry
        if (entry.isDirectory()) return { name, kind: 'folder' }
        if (entry.isFile()) return { name, kind: 'file' }
        return { name, kind: entry.isSymbolicLink() ? 'link' : 'other' }
      })
    },
    refuseLink: async (path) => {
      try {
        const target = await realpath(join(root, path))
        if (!target.startsWith((await realpath(root)) + sep)) return 'it leads out of the dataset'
        return (await stat(target)).isFile() ? null : 'it leads to a folder'
      } catch {
        return 'it leads nowhere'
      }
    },
    sizeOf: (file) =>
      stat(join(root, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    withFile: async (path, use) => {
      const file = await open(join(root, path), 'r')
      try {
        const { size, mtimeMs } = await file.stat()
        const readAt = readerOf(file)
        const head = await readAt(0, Math.min(size, HEAD_BYTES))
        return await use({ source: headedSource(head, size, readAt), stamp: mtimeMs, zip: null })
      } finally {
        await file.close()
      }
    },
    close: () => Promise.resolve(),
  }
}
