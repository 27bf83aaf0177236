import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateSchema, type Certificate } from '../../shared/contract/export.ts'
import { writeImageFolder } from './app/image-folder.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'

const LABELS = ['Bag', 'Dress', 'Sandal']

let workbench: Workbench
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-photos-'))
  await writeImageFolder(join(folder, 'clothes'), LABELS, 24)
  workbench = await launchWorkbench()
})
afterAll(async () => {
  await workbench?.close()
  await rm(folder, { recursive: true })
})

test('opens with the sample, takes a dropped folder, trains, exports and proves the exports', async () => {
  const { page, store } = workbench
  await page.datasetOpen(10)

  await page.drop(join(folder, 'clothes'))
  await page.datasetOpen(LABELS.length)
  const rows = await page.classLabels()
  for (const label of LABELS) expect(rows.join('\n')).toContain(label)
  await expect.poll(() => page.part('thumbnail').count()).toBeGreaterThan(0)

  await page.startTraining(2)
  await page.epochsDone(2)
  await page.trainingEnded()
  expect(await page.chartPoints('loss-chart')).toBe(2)
  expect(await page.chartPoints('accuracy-chart')).toBe(2)

  // Both formats by themselves when the run has ended, and once more when asked for.
  await page.exportsListed(2)
  await page.export('tfjs')
  await page.export('keras')
  expect(await page.part('export-difference').allInnerTexts()).toHaveLength(2)
  const certificates = await readCertificates(store)
  expect(certificates.map(({ format }) => format).sort()).toEqual(['keras', 'keras', 'tfjs', 'tfjs'])
  for (const { check, labels, golden } of certificates) {
    expect(check.maxDifference).toBeLessThanOrEqual(1e-5)
    expect(labels).toEqual(LABELS)
    expect(golden.length).toBeGreaterThan(0)
  }
})

/** The certificates of all exports of the one run in the store. */
async function readCertificates(store: string): Promise<Certificate[]> {
  const [run = ''] = await readdir(join(store, 'runs'))
  const exports = join(store, 'runs', run, 'exports')
  const read = async (name: string) =>
    certificateSchema.parse(JSON.parse(await readFile(join(exports, name, 'certificate.json'), 'utf8')))
  return Promise.all((await readdir(exports)).map(read))
}
