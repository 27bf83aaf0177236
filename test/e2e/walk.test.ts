import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'

let workbench: Workbench
/** Files to drop. */
let folder: string

/** A configuration of two layers, the second of a class that nobody knows, or reading one that is not there. */
const configuration = (reads: string) => ({
  class_name: 'Functional',
  config: {
    name: 'odd',
    layers: [
      { class_name: 'InputLayer', name: 'in', config: { batch_shape: [null, 8, 8, 3] }, inbound_nodes: [] },
      { class_name: 'Sorcery', name: 'magic', config: { spell: 'abra' }, inbound_nodes: [[[reads, 0, 0, {}]]] },
    ],
    input_layers: [['in', 0, 0]],
    output_layers: [['magic', 0, 0]],
  },
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-walk-'))
  await copyFile(join(import.meta.dirname, '../fixtures/images/alpha.png'), join(folder, 'photo.png'))
  await writeFile(join(folder, 'letter.png'), 'Dear reader')
  await writeFile(join(folder, 'odd.json'), JSON.stringify(configuration('in')))
  await writeFile(join(folder, 'broken.json'), JSON.stringify(configuration('ghost')))
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
  await workbench.page.go('model')
  await workbench.page.part('model-view').getByRole('radio').last().click()
})
afterAll(async () => {
  await workbench?.close()
  await rm(folder, { recursive: true })
})

const proof = () => workbench.page.part('proof')
const stop = (number: number) =>
  workbench.page.window
    .locator('nav.stops button')
    .nth(number - 1)
    .click()

test('the engine shows on an image of the dataset that towers and segments are the same function', async () => {
  await stop(5)
  await expect.poll(() => proof().innerText(), { timeout: 60_000 }).toMatch(/^The same function: 12,288 .*10⁻/)
  expect(await workbench.page.accessibilityFaults()).toEqual([])
})

test('and that a ReLU between the halves makes another of it', async () => {
  await stop(9)
  await expect.poll(() => proof().innerText(), { timeout: 30_000 }).toMatch(/^The same function/)
  await workbench.page.part('stop-between').getByRole('radio').nth(1).click()
  await expect.poll(() => proof().innerText(), { timeout: 30_000 }).toMatch(/^Not the same function/)
})

test('a picture goes through the two halves of a separable convolution', async () => {
  await stop(6)
  const pictures = workbench.page.part('stop-separable').locator('canvas')
  await expect.poll(() => pictures.count(), { timeout: 30_000 }).toBe(12)
  expect(await workbench.page.accessibilityFaults()).toEqual([])
})

test('the ledger measures the network on this machine', async () => {
  await workbench.page.part('model-view').getByRole('radio').nth(1).click()
  await workbench.page.part('ledger-measure').click()
  await expect
    .poll(() => workbench.page.part('ledger-row').first().innerText(), { timeout: 120_000 })
    .toMatch(/Depthwise.* ms$/s)
  expect(await workbench.page.accessibilityFaults()).toEqual([])
})

test('an image that is dropped on the walk goes through the two halves; one that is none says so there', async () => {
  await workbench.page.part('model-view').getByRole('radio').last().click()
  await stop(1)
  await workbench.page.drop(join(folder, 'photo.png'))
  const separable = workbench.page.part('stop-separable')
  await expect.poll(() => separable.locator('canvas').count(), { timeout: 30_000 }).toBe(12)
  expect(await separable.getByRole('button', { name: 'photo.png' }).getAttribute('aria-pressed')).toBe('true')
  await workbench.page.drop(join(folder, 'letter.png'))
  await expect.poll(() => separable.innerText(), { timeout: 30_000 }).toContain('letter.png')
  await expect.poll(() => workbench.page.part('error-card').count(), { timeout: 30_000 }).toBe(1)
})

test('a model file that is dropped on Model is looked at, its unknown layers too; a broken one names its layer', async () => {
  await workbench.page.drop(join(folder, 'odd.json'))
  await expect.poll(() => workbench.page.part('opened-file').count(), { timeout: 30_000 }).toBe(1)
  await expect.poll(() => workbench.page.part('diagram').textContent()).toContain('Unknown: Sorcery')
  expect(await workbench.page.accessibilityFaults()).toEqual([])
  await workbench.page.drop(join(folder, 'broken.json'))
  await expect.poll(() => workbench.page.part('place-model').innerText(), { timeout: 30_000 }).toContain('"ghost"')
  await workbench.page.part('close-file').click()
  await expect.poll(() => workbench.page.part('opened-file').count()).toBe(0)
})
