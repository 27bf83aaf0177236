import type { ExportFormat, ExportReport } from '../../../shared/contract/export.ts'
import { fail, type Result } from '../../../shared/contract/result.ts'
import { modelFolder } from '../runs/store-paths.ts'
import { engineVersions } from '../training/engine-versions.ts'
import { exportModel, type ExportRequest } from './export-model.ts'
import { exportPlace, type ChosenFolder } from './export-place.ts'
import { bundledGoldenImages } from './golden-images.ts'
import { modelExportsId } from './list-exports.ts'
import { readStoredModel } from './model-store.ts'
import { readModel } from './read-model.ts'

export interface ExportStoredModelRequest {
  readonly store: string
  readonly modelId: string
  readonly format: ExportFormat
  /** A new folder inside one that the user chose. By default one among the model's own. */
  readonly inside?: ChosenFolder
  readonly onProgress?: ExportRequest['onProgress']
}

/**
 * Exports an imported model of the store. One whose head was added and never trained is refused (`model-untrained`): it
 * would answer at random.
 */
export async function exportStoredModel(request: ExportStoredModelRequest): Promise<Result<ExportReport>> {
  const { store, modelId, format, inside, onProgress } = request
  const folder = modelFolder(store, modelId)
  if (!folder.ok) return folder
  const stored = await readStoredModel(store, modelId)
  if (!stored.ok) return stored
  const { name, untrained } = stored.value.summary
  if (untrained > 0) return fail('model-untrained', { path: name, weights: untrained })
  const read = await readModel(folder.value)
  if (!read.ok) return read
  const owner = { folder: folder.value, id: modelExportsId(modelId), name: modelId }
  const place = await exportPlace(owner, format, inside)
  if (!place.ok) return place
  const { report: _, ...model } = read.value
  return exportModel({
    ...place.value,
    ...{ model, format, onProgress, runId: null, checkpoint: null },
    versions: engineVersions(),
    goldenImages: await bundledGoldenImages(),
  })
}
