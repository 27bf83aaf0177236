import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeImageFolder } from './app/image-folder.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { RESULTS } from './app/measurement.ts'

const FOLDER = join(RESULTS, 'inspection')
const LABELS = ['Bag', 'Sneaker', 'Trouser'] as const

let workbench: Workbench
let images: string
beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true })
  workbench = await launchWorkbench()
  images = join(workbench.folder, 'images')
  await writeImageFolder(images, LABELS, 60)
  const { page } = workbench
  await page.datasetOpen(10)
  await page.drop(images)
  await page.datasetOpen(LABELS.length)
  await page.startTraining(3)
  await page.epochsDone(3)
  await page.trainingEnded()
  await page.go('inspect')
}, 600_000)
afterAll(() => workbench?.close())

async function look(view: string): Promise<void> {
  await workbench.page.part('inspect-view').getByRole('radio', { name: view, exact: true }).click()
}

async function picture(name: string): Promise<void> {
  await workbench.page.settled()
  await workbench.page.window.screenshot({ path: join(FOLDER, `${name}.png`) })
  expect(await workbench.page.accessibilityFaults()).toEqual([])
}

const isReady = (testId: string) => workbench.page.part(testId).first().waitFor({ timeout: 60_000 })

test('says what it takes an image for, and where it sees that', async () => {
  const { page } = workbench
  await isReady('class-bar')
  const shares = (await page.part('class-bar').allInnerTexts()).map((text) => Number(/([\d.]+)%/.exec(text)?.[1]))
  expect(shares).toHaveLength(LABELS.length)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0)
  await page.part('classes-view').getByText('Grad-CAM: the maps of').waitFor()
  await picture('classes')
})

test('shows the maps of a chosen layer, and the value under the pointer', async () => {
  const { page } = workbench
  await look('Maps')
  await page
    .part('maps-view')
    .getByRole('option', { name: /^block2_sepconv1 / })
    .click()
  await isReady('map-tile')
  await page.window.getByText('28 × 28 × 32').waitFor()
  expect(await page.part('map-tile').count()).toBe(32)
  await page.part('map-tile').nth(3).click()
  const panel = page.window.getByRole('complementary', { name: /^Channel \d+/ })
  await panel
    .locator('canvas')
    .first()
    .hover({ position: { x: 20, y: 20 } })
  await panel.getByText(/^row 2, column 2: -?[\d.]+/).waitFor()
  await picture('maps')
})

test('takes a separable convolution apart into parts that add up', async () => {
  const { page } = workbench
  await look('X-ray')
  await isReady('contributor')
  expect(await page.part('contributor').count()).toBe(8)
  const text = await page.part('xray-view').innerText()
  expect(text).toContain('depthwise first · 16 → 32')
  const [, mantissa, power] = /own output by ([\d.]+)\s×\s10⁻(\S)/.exec(text) ?? []
  expect(text.includes('own output by 0 ') || (Number(mantissa) > 0 && '⁵⁶⁷⁸⁹'.includes(power ?? '-'))).toBe(true)
  await picture('xray')
})

test('moves through the checkpoints of the run by the keyboard', async () => {
  const { page } = workbench
  const slider = page.part('checkpoint-slider')
  const thumb = slider.getByRole('slider')
  await thumb.press('Home')
  await expect.poll(() => slider.innerText()).toContain('epoch 1')
  await thumb.press('End')
  await expect.poll(() => slider.innerText()).toContain('epoch 3')
})

test('holds two images against each other, layer by layer', async () => {
  const { page } = workbench
  await look('Compare')
  await page.part('compare-view').getByText('A and B are the same').waitFor()
  await page.part('compare-view').getByRole('radio', { name: 'B', exact: true }).click()
  await page.window.getByRole('group', { name: 'Validation images' }).getByRole('button').nth(4).click()
  await isReady('compared-channel')
  await isReady('depth-bar')
  expect(await page.part('depth-bar').count()).toBeGreaterThan(50)
  await picture('compare')
})

test('lists its mistakes and opens one', async () => {
  const { page } = workbench
  await look('Mistakes')
  await page.part('mistakes-view').getByRole('button', { name: 'Look for mistakes' }).click()
  await page.part('mistakes-view').getByText('Calibration').waitFor({ timeout: 60_000 })
  await picture('mistakes')
})

test('takes a dropped image, and says what is wrong with one that is none', async () => {
  const { page } = workbench
  await page.go('data')
  await page.drop(join(images, 'Bag', '0.png'))
  await page.part('place-inspect').waitFor()
  await page.part('place-inspect').getByText('0.png', { exact: true }).waitFor()
  await isReady('class-bar')
  const broken = join(workbench.folder, 'broken.png')
  await writeFile(broken, 'no picture')
  await page.drop(broken)
  await page.part('place-inspect').getByTestId('error-card').getByText('image-unreadable').waitFor()
  await page.drop(join(images, 'Sneaker', '1.jpg'))
  await page.part('place-inspect').getByText('1.jpg', { exact: true }).waitFor()
  await page.part('place-inspect').getByTestId('error-card').waitFor({ state: 'detached' })
}, 60_000)

test('is reached from a layer of the diagram by the space bar', async () => {
  const { page } = workbench
  await page.go('model')
  await page.part('diagram-search').fill('block4_sepconv2')
  await page.part('diagram-search').press('Enter')
  await page.part('diagram').press('Space')
  await page
    .part('maps-view')
    .getByRole('option', { name: /^block4_sepconv2 /, selected: true })
    .waitFor()
}, 60_000)
