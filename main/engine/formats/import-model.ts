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

/**
 * Reads a model of any format that is read and writes it as a folder of ours: the weights as safetensors with the graph,
 * its labels, its preprocessing and the report. Fails as `readModel` does, or with `destination-not-empty`.
 */
export async function importModel(path: string, folder: string): Promise<Result<ReadModel>> {
  const read = await readModel(path)
  if (!read.ok) return read
  const { graph, labels, report } = read.value
  const outcome = await fileResult<Result<ReadModel>>(folder, async () => {
    const staging = await stageFolder(folder)
    if (!staging.ok) return staging
    try {
      const written = await FORMATS.safetensors.write(read.value, staging.value.path)
      if (!written.ok) return written
      const companions = {
        'labels.json': labels,
        'preprocessing.json': { inputShape: graph.inputShape, ...graph.preprocessing },
        [IMPORT_REPORT_FILE]: report,
      }
      for (const [name, value] of Object.entries(companions)) {
        await writeFile(join(staging.value.path, name), `${JSON.stringify(value, null, 2)}\n`)
      }
      const published = await staging.value.publish(IMPORT_REPORT_FILE)
      return published.ok ? succeed(read.value) : published
    } finally {
      await staging.value.discard()
    }
  })
  return outcome.ok ? outcome.value : outcome
}
