import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import { bundledGoldenImages, goldenPixels } from '../../main/engine/formats/golden-images.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { certificateSchema, type Certificate } from '../../shared/contract/export.ts'
import type { Resize } from '../../shared/graph/layer-graph.ts'
import { smallModel } from '../main/engine/formats/models.ts'
import { askExportedPage } from './app/ask-exported-page.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { serveFolder } from './app/serve-folder.ts'

const FILE = 'flowers.keras'
/** Golden images on which a page is compared. */
const IMAGES = 4
/** Brings images to size as no browser does by itself. */
const model = modelOf('bilinear')

function modelOf(resize: Resize): ModelFile {
  const { graph, ...rest } = smallModel()
  return { ...rest, graph: { ...graph, preprocessing: { ...graph.preprocessing, resize } } }
}

let workbench: Workbench
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-model-'))
  expect(await FORMATS.keras.write(model, folder)).toMatchObject({ ok: true })
  await rename(join(folder, FORMATS.keras.file), join(folder, FILE))
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
}, 120_000)
afterAll(async () => {
  await workbench?.close()
  await rm(folder, { recursive: true })
})

const themes = ['light', 'dark'] as const
async function faultless(): Promise<void> {
  for (const colorScheme of themes) {
    await workbench.page.window.emulateMedia({ colorScheme })
    await workbench.page.settled()
    expect(await workbench.page.accessibilityFaults(), colorScheme).toEqual([])
  }
}

test('a dropped model file is reported on, and the next run starts from it', async () => {
  const { page } = workbench
  await page.drop(join(folder, FILE))
  await page.part('import-report').waitFor()
  expect(await page.part('import-report').innerText()).toContain(`${model.weights.size} weights matched`)
  await faultless()

  await page.part('train-from').click()
  await page.part('start-facts').waitFor()
  expect(await page.part('start-facts').innerText()).toContain(FILE)
  await faultless()
})

test('it is exported as a run is', async () => {
  const { page } = workbench
  await page.export('tfjs')
  await page.export('onnx')
  expect(await page.part('export-owner').innerText()).toContain(FILE)
  // Nothing here reads ONNX: one difference was measured.
  expect(await page.part('export-difference').count()).toBe(1)
  await faultless()
})

test('its pages in Chromium answer as the certificates say, to 1e-5', async () => {
  const ort = dirname(fileURLToPath(import.meta.resolve('onnxruntime-web')))
  const parts = ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm']
  const files = {
    tfjs: { 'tf.min.js': fileURLToPath(import.meta.resolve('@tensorflow/tfjs/dist/tf.min.js')) },
    onnx: Object.fromEntries(parts.map((name) => [name, join(ort, name)])),
  }
  const pixels = await goldenPixels((await bundledGoldenImages()).slice(0, IMAGES), model.graph)
  if (!pixels.ok) throw new Error(pixels.error.code)
  for (const format of ['tfjs', 'onnx'] as const) {
    const { page, certificate, close } = await openExample(format, files[format])
    try {
      const given = {
        bytes: [...pixels.value],
        shape: [IMAGES, ...model.graph.inputShape],
        ...certificate.preprocessing,
      }
      const answers = await askExportedPage(page, format, given)
      const expected = certificate.golden.slice(0, IMAGES).flatMap(({ probabilities }) => probabilities)
      expect(answers).toHaveLength(expected.length)
      const apart = answers.map((value, index) => Math.abs(value - (expected[index] ?? NaN)))
      expect(Math.max(...apart), format).toBeLessThanOrEqual(1e-5)
    } finally {
      await page.close()
      close()
    }
  }
}, 120_000)

/** Opens an export's page on an image and waits until it has said what is on it: the certificate's most probable class. */
async function openExample(format: 'tfjs' | 'onnx', files: Readonly<Record<string, string>>) {
  const { app, store } = workbench
  const exported = join(store, 'models', 'flowers', 'exports', format)
  const certificate: Certificate = certificateSchema.parse(
    JSON.parse(await readFile(join(exported, 'certificate.json'), 'utf8')),
  )
  const served = await serveFolder(exported, files)
  const [image] = certificate.golden
  const opened = app.waitForEvent('window')
  const address = `${served.address}example.html?image=${image?.file}`
  await app.evaluate(async ({ BrowserWindow }, url) => new BrowserWindow({ show: false }).loadURL(url), address)
  const page = await opened
  await expect.poll(() => page.locator('pre').innerText(), { timeout: 60_000 }).toMatch(/^[01]\.\d{4} /)
  const best = image?.probabilities.indexOf(Math.max(...image.probabilities)) ?? -1
  const [first = ''] = (await page.locator('pre').innerText()).split('\n')
  expect(first.slice(7)).toBe(certificate.labels[best])
  // The page resizes the image itself; four digits are shown.
  expect(Math.abs(Number(first.slice(0, 6)) - (image?.probabilities[best] ?? NaN))).toBeLessThan(0.5e-4 + 1e-5)
  return { page, certificate, close: () => served.close() }
}

test('it is removed, and comes back', async () => {
  const { page } = workbench
  await page.window.getByRole('button', { name: `Remove ${FILE}` }).click()
  await page.part('model-removed').waitFor()
  // Nothing else is there to export.
  await expect.poll(() => page.part('export-owner').count()).toBe(0)
  await faultless()
  await page.part('model-removed').getByRole('button', { name: 'Undo' }).click()
  await page.exportsListed(2)
})
