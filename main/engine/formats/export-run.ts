import { basename } from 'node:path'
import type { ExportFormat, ExportReport } from '../../../shared/contract/export.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { readRun, type Run } from '../runs/run-store.ts'
import { exportModel, type ExportOptions, type ExportRequest } from './export-model.ts'
import { exportPlace, type ChosenFolder, type ExportPlace } from './export-place.ts'
import { bundledGoldenImages, type GoldenImage } from './golden-images.ts'
import { readRunModel } from './read-run-model.ts'

export interface ExportRunRequest {
  readonly format: ExportFormat
  readonly checkpoint: 'best' | 'last'
  readonly options?: ExportOptions
  /** Exactly this folder, absent or empty. By default one in the run's own `exports`. */
  readonly destination?: string
  /** A new folder inside one that the user chose. */
  readonly inside?: ChosenFolder
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
  { folder, manifest: { runId } }: Run,
  { format, destination, inside }: ExportRunRequest,
): Promise<Result<ExportPlace>> {
  if (destination !== undefined) return succeed({ folder: destination, exportId: `${runId}/${basename(destination)}` })
  return exportPlace({ folder, id: runId, name: runId }, format, inside)
}
