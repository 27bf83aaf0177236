import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ExportFormat, ExportReport } from '../../../shared/contract/export.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { readRun, type Run } from '../runs/run-store.ts'
import { exportModel, type ExportOptions, type ExportRequest } from './export-model.ts'
import { fileResult } from './file-result.ts'
import { bundledGoldenImages, type GoldenImage } from './golden-images.ts'
import { readRunModel } from './read-run-model.ts'

export interface ExportRunRequest {
  readonly format: ExportFormat
  readonly checkpoint: 'best' | 'last'
  readonly options?: ExportOptions
  /** Exactly this folder, absent or empty. By default one in the run's own `exports`. */
  readonly destination?: string
  /** A new folder inside one that the user chose; `id` is its `destinationId`. */
  readonly inside?: { readonly id: string; readonly path: string }
  /** By default the ones that ship with the workbench. */
  readonly goldenImages?: readonly GoldenImage[]
  readonly onProgress?: ExportRequest['onProgress']
}

/** Exports a run of the store. Fails as `exportRunFolder`, or with `run-unknown`. */
export async function exportRun(
  request: ExportRunRequest & { readonly store: string; readonly runId: string },
): Promise<Result<ExportReport>> {
  const run = await readRun(request.store, request.runId)
  return run.ok ? exportRunFolder(run.value, request) : run
}

/** Exports a run wherever its folder lies: its best checkpoint, or the last one where no epoch was ended yet. */
export async function exportRunFolder(run: Run, request: ExportRunRequest): Promise<Result<ExportReport>> {
  const { runId, versions } = run.manifest
  const read = await readRunModel(run, request.checkpoint)
  if (!read.ok) return read
  const place = await placeOf(run, request)
  if (!place.ok) return place
  return exportModel({
    ...read.value,
    ...place.value,
    format: request.format,
    options: request.options,
    runId,
    versions,
    goldenImages: request.goldenImages ?? (await bundledGoldenImages()),
    onProgress: request.onProgress,
  })
}

async function placeOf(
  { folder, manifest }: Run,
  { format, destination, inside }: ExportRunRequest,
): Promise<Result<{ folder: string; exportId: string }>> {
  if (destination !== undefined) {
    return succeed({ folder: destination, exportId: `${manifest.runId}/${basename(destination)}` })
  }
  const parent = inside?.path ?? join(folder, 'exports')
  const name = await fileResult(parent, () => freeName(parent, inside ? `${manifest.runId}-${format}` : format))
  if (!name.ok) return name
  return succeed({ folder: join(parent, name.value), exportId: `${inside?.id ?? manifest.runId}/${name.value}` })
}

/** `keras`, `keras-2`, `keras-3`, …: the first that does not stand in the folder. */
async function freeName(parent: string, stem: string): Promise<string> {
  const taken = new Set(
    await readdir(parent).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return []
      throw error
    }),
  )
  for (let number = 2, name = stem; ; name = `${stem}-${number++}`) if (!taken.has(name)) return name
}
