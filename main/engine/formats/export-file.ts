import { basename } from 'node:path'
import type { ExportReport } from '../../../shared/contract/export.ts'
import { fail, type Result } from '../../../shared/contract/result.ts'
import { engineVersions } from '../training/engine-versions.ts'
import { exportModel, type ExportRequest } from './export-model.ts'
import { bundledGoldenImages } from './golden-images.ts'
import { readModel } from './read-model.ts'

export interface ExportFileRequest extends Pick<ExportRequest, 'format' | 'options' | 'onProgress'> {
  /** Exactly this folder, absent or empty. */
  readonly destination: string
}

/**
 * Exports a model that is no run of ours: any file or folder that `readModel` reads. One of which weights have initial
 * values, since the file lacks them, is refused (`model-untrained`): it would answer at random.
 */
export async function exportFile(path: string, request: ExportFileRequest): Promise<Result<ExportReport>> {
  const read = await readModel(path)
  if (!read.ok) return read
  const { report, ...model } = read.value
  if (report.initial.length > 0) return fail('model-untrained', { path, weights: report.initial.length })
  return exportModel({
    model,
    format: request.format,
    options: request.options,
    onProgress: request.onProgress,
    folder: request.destination,
    exportId: basename(request.destination),
    runId: null,
    checkpoint: null,
    versions: engineVersions(),
    goldenImages: await bundledGoldenImages(),
  })
}
