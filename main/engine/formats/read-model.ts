import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { openRun } from '../runs/run-store.ts'
import { fileResult } from './file-result.ts'
import { FORMATS, type Format } from './formats.ts'
import type { ModelFile } from './model-file.ts'
import { readRunModel } from './read-run-model.ts'

/**
 * Reads a model from wherever the user points: a run's folder (its best checkpoint), an exported folder, a `.keras`
 * file or a tfjs `model.json`. What it is, is told by what it holds, not by its name.
 */
export async function readModel(path: string): Promise<Result<ModelFile>> {
  const found = await fileResult(path, async () => ((await stat(path)).isDirectory() ? lookInto(path) : lookAt(path)))
  if (!found.ok) return found
  if (found.value === null) return fail('model-format-unknown', { path })
  if (found.value === 'run') return readRun(path)
  return found.value.format.read(found.value.path)
}

type Found = { readonly format: Format; readonly path: string } | 'run' | null

async function lookInto(folder: string): Promise<Found> {
  const names = new Set(await readdir(folder))
  if (names.has('run.json')) return 'run'
  for (const format of Object.values(FORMATS)) {
    if (names.has(format.file)) return { format, path: join(folder, format.file) }
  }
  return null
}

/** A zip begins with "PK", a JSON object with a brace. */
async function lookAt(path: string): Promise<Found> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    const begin = buffer.toString('latin1', 0, bytesRead)
    if (begin.startsWith('PK\x03\x04')) return { format: FORMATS.keras, path }
    return /^(\xef\xbb\xbf)?\s*\{/.test(begin) ? { format: FORMATS.tfjs, path } : null
  } finally {
    await file.close()
  }
}

async function readRun(folder: string): Promise<Result<ModelFile>> {
  const run = await openRun(folder)
  if (!run.ok) return run
  const read = await readRunModel(run.value)
  return read.ok ? succeed(read.value.model) : read
}
