import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportReport } from '../../../shared/contract/export.ts'
import type { Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { runFolder } from '../runs/store-paths.ts'
import { fileResult } from './file-result.ts'
import { readCertificate } from './read-certificate.ts'

/** The exports in a run's own folder, oldest first. A folder without a whole certificate is not one. */
export async function listExports(store: string, runId: string): Promise<Result<ExportReport[]>> {
  const run = runFolder(store, runId)
  if (!run.ok) return run
  const folder = join(run.value, 'exports')
  return fileResult(folder, async () => {
    const names = await readdir(folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return []
      throw error
    })
    const reports = await Promise.all(
      names.filter((name) => !name.startsWith('.')).map((name) => readReport(folder, name, runId)),
    )
    return reports
      .filter((report) => report !== null)
      .sort((a, b) => a.certificate.createdAt.localeCompare(b.certificate.createdAt))
  })
}

async function readReport(folder: string, name: string, runId: string): Promise<ExportReport | null> {
  try {
    const certificate = await readCertificate(join(folder, name))
    return { format: certificate.format, folder: name, exportId: `${runId}/${name}`, certificate }
  } catch {
    return null
  }
}
