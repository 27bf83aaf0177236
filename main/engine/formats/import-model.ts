import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { fileResult } from './file-result.ts'
import { FORMATS } from './formats.ts'
import type { ReadModel } from './model-file.ts'
import { readModel } from './read-model.ts'
import { stageFolder } from './staging-folder.ts'

/** What became of each weight, beside the imported model. */
export const IMPORT_REPORT_FILE = 'import.json'

export interface ImportOptions {
  /** Names of the classes instead of the file's; used where there are as many as the model has. */
  readonly labels?: readonly string[] | undefined
  /** More files to write beside the model, as JSON by their names. */
  companions?(model: ReadModel): Readonly<Record<string, unknown>>
}

/**
 * Reads a model of any format that is read and writes it as a folder of ours: the weights as safetensors with the graph,
 * its labels, its preprocessing and the report. Fails as `readModel` does, or with `destination-not-empty`.
 */
export async function importModel(
  path: string,
  folder: string,
  { labels: named, companions: more }: ImportOptions = {},
): Promise<Result<ReadModel>> {
  const found = await readModel(path)
  if (!found.ok) return found
  const model = named?.length === found.value.labels.length ? { ...found.value, labels: named } : found.value
  const { graph, labels, report } = model
  const outcome = await fileResult<Result<ReadModel>>(folder, async () => {
    const staging = await stageFolder(folder)
    if (!staging.ok) return staging
    try {
      const written = await FORMATS.safetensors.write(model, staging.value.path, { untrained: report.initial })
      if (!written.ok) return written
      const companions = {
        'labels.json': labels,
        'preprocessing.json': { inputShape: graph.inputShape, ...graph.preprocessing },
        [IMPORT_REPORT_FILE]: report,
        ...more?.(model),
      }
      for (const [name, value] of Object.entries(companions)) {
        await writeFile(join(staging.value.path, name), `${JSON.stringify(value, null, 2)}\n`)
      }
      const published = await staging.value.publish(IMPORT_REPORT_FILE)
      return published.ok ? succeed(model) : published
    } finally {
      await staging.value.discard()
    }
  })
  return outcome.ok ? outcome.value : outcome
}
