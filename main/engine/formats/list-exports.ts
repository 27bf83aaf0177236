import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { certificateSchema, type ExportReport } from '../../../shared/contract/export.ts'
import type { Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { runFolder } from '../runs/store-paths.ts'
import { fileResult } from './file-result.ts'

/** A certificate holds labels and probabilities; with ten thousand classes it is some megabytes. */
const CERTIFICATE_LIMIT_BYTES = 64 * 1024 * 1024

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
    const path = join(folder, name, 'certificate.json')
    if ((await stat(path)).size > CERTIFICATE_LIMIT_BYTES) return null
    const certificate = certificateSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return { format: certificate.format, folder: name, exportId: `${runId}/${name}`, certificate }
  } catch {
    return null
  }
}
