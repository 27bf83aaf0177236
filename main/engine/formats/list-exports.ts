import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportReport } from '../../../shared/contract/export.ts'
import type { Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { modelFolder, runFolder } from '../runs/store-paths.ts'
import { EXPORTS_FOLDER } from './export-place.ts'
import { fileResult } from './file-result.ts'
import { readCertificate } from './read-certificate.ts'

/** What stands before the folder in the `exportId` of an imported model's export. No run's id has a colon. */
export const modelExportsId = (modelId: string): string => `model:${modelId}`

/** The exports in a run's own folder, oldest first. A folder without a whole certificate is not one. */
export async function listExports(store: string, runId: string): Promise<Result<ExportReport[]>> {
  const run = runFolder(store, runId)
  return run.ok ? listIn(run.value, runId) : run
}

/** The exports in an imported model's own folder, as `listExports`. */
export async function listModelExports(store: string, modelId: string): Promise<Result<ExportReport[]>> {
  const model = modelFolder(store, modelId)
  return model.ok ? listIn(model.value, modelExportsId(modelId)) : model
}

function listIn(owner: string, ownerId: string): Promise<Result<ExportReport[]>> {
  const folder = join(owner, EXPORTS_FOLDER)
  return fileResult(folder, async () => {
    const names = await readdir(folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return []
      throw error
    })
    const reports = await Promise.all(
      names.filter((name) => !name.startsWith('.')).map((name) => readReport(folder, name, ownerId)),
    )
    return reports
      .filter((report) => report !== null)
      .sort((a, b) => a.certificate.createdAt.localeCompare(b.certificate.createdAt))
  })
}

async function readReport(folder: string, name: string, ownerId: string): Promise<ExportReport | null> {
  try {
    const certificate = await readCertificate(join(folder, name))
    return { format: certificate.format, folder: name, exportId: `${ownerId}/${name}`, certificate }
  } catch {
    return null
  }
}
