import type { DatasetProblem } from '../../../shared/contract/dataset.ts'
import { compareText, isCandidate, isHidden } from './entry-names.ts'
import type { FileTree } from './file-tree.ts'

const MAX_DEPTH = 32

export interface ListContext {
  readonly tree: FileTree
  readonly signal: AbortSignal | undefined
  readonly onProblem: (problem: DatasetProblem) => void
}

/**
 * The files below a class folder that may be images, folder by folder in order of name. Links are followed only to files
 * inside the dataset: a link to a folder may go in a circle, one to elsewhere may read what was not opened.
 */
export async function* listFiles(context: ListContext, folder: string, depth = 0): AsyncGenerator<string> {
  context.signal?.throwIfAborted()
  const entries = await readFolder(context, folder)
  for (const entry of entries) {
    if (isHidden(entry.name)) continue
    const path = `${folder}/${entry.name}`
    if (entry.kind === 'folder' && depth < MAX_DEPTH) yield* listFiles(context, path, depth + 1)
    else if (entry.kind === 'link') {
      const reason = await context.tree.refuseLink(path)
      if (reason === null) {
        if (isCandidate(entry.name)) yield path
      } else context.onProblem({ file: path, code: 'link-skipped', action: 'left-out', detail: reason })
    } else if (entry.kind === 'file' && isCandidate(entry.name)) yield path
  }
}

async function readFolder(context: ListContext, folder: string) {
  try {
    const entries = await context.tree.list(folder)
    return [...entries].sort((a, b) => compareText(a.name, b.name))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'vanished' : 'unreadable'
    context.onProblem({ file: folder, code, action: 'left-out', detail: (error as Error).message })
    return []
  }
}
