import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportFormat } from '../../../shared/contract/export.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { deriveBlocks } from '../../../shared/diagram/derive-blocks.ts'
import { openRun } from '../runs/run-store.ts'
import { fileResult } from './file-result.ts'
import { FORMATS, type Format } from './formats.ts'
import { InvalidModel } from './invalid-model.ts'
import { plainReport } from './mapping/assemble-model.ts'
import type { ReadModel } from './model-file.ts'
import { PICKLED } from './pickled.ts'
import { readRunModel } from './read-run-model.ts'

/**
 * Reads a model from wherever the user points: a run's folder (its best checkpoint), an exported folder, or a file:
 * `.keras`, `.h5` and `.weights.h5`, safetensors or a tfjs `model.json`. What it is, is told by what it holds, not by its
 * name. Layers that belong to no blocks get those that their names or branches tell of, so that any network can be frozen up
 * to a block. The report says what became of the file's weights.
 */
export async function readModel(path: string): Promise<Result<ReadModel>> {
  const found = await fileResult(path, async () => ((await stat(path)).isDirectory() ? lookInto(path) : lookAt(path)))
  if (!found.ok) return found
  if (found.value === null) return fail('model-format-unknown', { path })
  if (found.value === 'run') return readRun(path)
  const read = await found.value.format.read(found.value.path)
  if (!read.ok) return read
  return succeed({ ...read.value, graph: deriveBlocks(read.value.graph, new Map()) })
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

/** A zip begins with "PK", HDF5 and ONNX with their own signs, safetensors with the length of its JSON. */
async function lookAt(path: string): Promise<Found> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    const begin = buffer.toString('latin1', 0, bytesRead)
    if (/^\x80[\x02-\x05]/.test(begin)) throw new InvalidModel(PICKLED)
    const format = SIGNATURES.find(([, sign]) => sign.test(begin))?.[0]
    return format ? { format: FORMATS[format], path } : null
  } finally {
    await file.close()
  }
}

const SIGNATURES: readonly (readonly [ExportFormat, RegExp])[] = [
  ['keras', /^PK\x03\x04/],
  ['h5', /^\x89HDF\r\n\x1a\n/],
  ['safetensors', /^[^]{3}\0{5}\{/],
  ['tfjs', /^(\xef\xbb\xbf)?\s*\{/],
  // The schema's version, then the first graph.
  ['saved-model', /^\x08\x01\x12/],
  // The IR version (1 is older than any that is written), then the producer's name or the graph.
  ['onnx', /^\x08[\x02-\x14][\x12\x3a]/],
]

async function readRun(folder: string): Promise<Result<ReadModel>> {
  const run = await openRun(folder)
  if (!run.ok) return run
  const read = await readRunModel(run.value)
  if (!read.ok) return read
  return succeed({ ...read.value.model, report: plainReport('run', read.value.model.weights) })
}
