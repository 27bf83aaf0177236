import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Folder of what the tests leave behind for people to look at. */
export const RESULTS = join(import.meta.dirname, '../../../test-results')

/** Prints measured values and keeps them as JSON. */
export async function writeMeasurement(name: string, values: Record<string, unknown>): Promise<void> {
  const text = JSON.stringify(values, null, 2)
  console.log(`${name}: ${text}`)
  await mkdir(RESULTS, { recursive: true })
  await writeFile(join(RESULTS, `${name}.json`), `${text}\n`)
}
