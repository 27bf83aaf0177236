import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateSchema, type Certificate } from '../../shared/contract/export.ts'
import { writeImageFolder } from './app/image-folder.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { serveFolder } from './app/serve-folder.ts'

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

test('the page in the exported folder says in Chromium what the certificate says', async () => {
  const { app, store } = workbench
  const [run = ''] = await readdir(join(store, 'runs'))
  const exported = join(store, 'runs', run, 'exports', 'tfjs')
  const tfjs = fileURLToPath(import.meta.resolve('@tensorflow/tfjs/dist/tf.min.js'))
  const served = await serveFolder(exported, { 'tf.min.js': tfjs })
  try {
    const { golden, labels } = certificateSchema.parse(
      JSON.parse(await readFile(join(exported, 'certificate.json'), 'utf8')),
    )
    const image = golden.find(({ file }) => file.includes('bag')) ?? golden[0]
    const address = `${served.address}example.html?image=${image?.file}`
    const opened = app.waitForEvent('window')
    await app.evaluate(async ({ BrowserWindow }, url) => new BrowserWindow({ show: false }).loadURL(url), address)
    const page = await opened
    await expect.poll(() => page.locator('pre').innerText(), { timeout: 60_000 }).toMatch(/^[01]\.\d{4} /)
    const said = (await page.locator('pre').innerText())
      .split('\n')
      .map((line) => [line.slice(7), Number(line.slice(0, 6))])
    await page.close()
    // The browser resizes in its own way, so that a probability may move a little.
    for (const [label, probability] of said) {
      const expected = image?.probabilities[labels.indexOf(String(label))] ?? NaN
      expect(Math.abs(Number(probability) - expected), String(label)).toBeLessThan(0.03)
    }
  } finally {
    served.close()
  }
}, 120_000)

/** The certificates of all exports of the one run in the store. */
async function readCertificates(store: string): Promise<Certificate[]> {
  const [run = ''] = await readdir(join(store, 'runs'))
  const exports = join(store, 'runs', run, 'exports')
  const read = async (name: string) =>
    certificateSchema.parse(JSON.parse(await readFile(join(exports, name, 'certificate.json'), 'utf8')))
  return Promise.all((await readdir(exports)).map(read))
}
