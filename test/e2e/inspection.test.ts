import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeImageFolder } from './app/image-folder.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { RESULTS } from './app/measurement.ts'

const FOLDER = join(RESULTS, 'inspection')
const LABELS = ['Bag', 'Sneaker', 'Trouser'] as const

/** Waits for as long as a busy machine may need. */
const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 })

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

/** As it stands in both themes: a picture to look at, and nothing that axe finds fault with. */
async function picture(name: string): Promise<void> {
  const { page } = workbench
  for (const theme of ['dark', 'light'] as const) {
    await page.window.emulateMedia({ colorScheme: theme })
    await page.settled()
    await page.window.screenshot({ path: join(FOLDER, `${name}-${theme}.png`) })
    expect(await page.accessibilityFaults()).toEqual([])
  }
}

/** Saves a part in one of its forms; the system's dialog is answered with a file of the test's own. */
async function saved(menu: Locator, form: string): Promise<Buffer> {
  const path = join(workbench.folder, `saved-${(saves += 1)}`)
  await workbench.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await menu.click()
  await workbench.page.window.getByRole('menuitem', { name: form, exact: true }).click()
  await until(() => existsSync(path)).toBe(true)
  return readFile(path)
}
let saves = 0

/** Of a PNG, in pixels. */
const widthOf = (png: Buffer) => png.readUInt32BE(16)

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
  await page.part('receptive-field').waitFor()
  // Away from the map, what the keys pin is read.
  await page.window.mouse.move(4, 4)
  await panel.getByTestId('linked-maps').press('ArrowDown')
  await panel.getByText(/^row 14, column 14: /).waitFor()
  const whole = await panel.locator('canvas').first().boundingBox()
  await panel.getByTestId('linked-maps').press('+')
  await until(async () => (await panel.locator('canvas').first().boundingBox())?.width).toBeCloseTo(
    (whole?.width ?? 0) * 1.5,
    0,
  )
  await picture('maps')
  const menu = page.part('maps-view').getByTestId('save-menu').first()
  const rows = (await saved(menu, 'CSV')).toString('utf8').trim().split('\r\n')
  expect(rows[0]).toBe('channel,minimum,maximum,mean,energy,variance,zeros')
  expect(rows).toHaveLength(33)
  expect(widthOf(await saved(menu, 'PNG, 2 ×'))).toBe(2 * widthOf(await saved(menu, 'PNG, 1 ×')))
})

test('shows the kernels of a layer by the keys alone', async () => {
  const { page } = workbench
  await page.window.locator('body').press('3')
  await page.part('filters-view').getByText('16 kernels of 3×3').waitFor()
  await isReady('map-tile')
  await until(() => page.part('map-tile').count()).toBe(16)
  // An arrow key alone chooses only while it is held: the group looks at it a moment later.
  await page.part('filters-view').getByRole('radio', { name: 'Pointwise' }).press('Space')
  await isReady('kernel-strip')
  await until(() => page.part('kernel-strip').count()).toBe(32)
  const second = page.part('kernel-strip').nth(1)
  await page.part('kernel-strip').first().press('ArrowDown')
  await until(() => second.getAttribute('aria-pressed')).toBe('true')
  await page.window.getByRole('button', { name: 'Find the images that excite it most' }).click()
  await page.window.getByText('Excited most, of').waitFor({ timeout: 60_000 })
  await picture('filters')
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
  await until(() => slider.innerText()).toContain('epoch 1')
  await thumb.press('End')
  await until(() => slider.innerText()).toContain('epoch 3')
})

test('holds two images against each other, layer by layer', async () => {
  const { page } = workbench
  await look('Compare')
  await page.part('compare-view').getByText('A and B are the same').waitFor()
  await page.part('compare-view').getByRole('button', { name: 'Compare with epoch 1' }).click()
  await isReady('depth-bar')
  await page.part('compare-view').getByRole('radio', { name: 'B', exact: true }).click()
  await page.window.getByRole('group', { name: 'Validation images' }).getByRole('button').nth(4).click()
  await isReady('compared-channel')
  await isReady('depth-bar')
  expect(await page.part('depth-bar').count()).toBeGreaterThan(50)

  const large = page.part('compare-large')
  const maps = large.getByTestId('linked-maps')
  await until(() => maps.locator('canvas').count()).toBe(3)
  const channel = page.part('compared-channel').nth(2)
  const name = (await channel.getAttribute('aria-label')) ?? ''
  await channel.click()
  await large.getByText(name, { exact: true }).waitFor()
  await maps
    .locator('canvas')
    .nth(1)
    .click({ position: { x: 20, y: 20 } })
  await large.getByText(/^row \d+, column \d+: A \S+ · B \S+ · B less A \S+/).waitFor()
  await until(() => large.getByTestId('receptive-field').count()).toBe(2)
  const widths = () =>
    maps.locator('canvas').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width))
  const [before = 0] = await widths()
  await page.window.mouse.wheel(0, -250)
  // All three at once, by the number that the wheel turns by.
  await until(async () => (await widths()).map((width) => Math.round((100 * width) / before))).toEqual([272, 272, 272])
  await picture('compare')

  // To the first point, which another one follows for sure.
  const scatter = page.part('scatter')
  for (let left = await page.part('compared-channel').count(); left > 0; left--) await scatter.press('ArrowLeft')
  const title = () => large.locator('strong').first().innerText()
  await until(() => large.getAttribute('aria-busy')).toBe('false')
  const first = await title()
  await scatter.press('ArrowRight')
  await until(title).not.toBe(first)
  const menu = page.part('compare-view').getByRole('button', { name: 'Save as a file: Where they part ways' })
  expect((await saved(menu, 'SVG')).toString('utf8')).toContain('block1_conv1')
  const [small, twice] = [await saved(menu, 'PNG, 1 ×'), await saved(menu, 'PNG, 2 ×')]
  expect(widthOf(twice)).toBe(2 * widthOf(small))
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

test('predicts a dropped folder into a grid; a broken file is a row with its error', async () => {
  const { page } = workbench
  await look('Folder')
  await writeFile(join(images, 'Bag', 'text.jpg'), 'no picture')
  await page.drop(join(images, 'Bag'))
  const view = page.part('folder-view')
  await view.getByText('61 of 61 files, 1 not readable').waitFor({ timeout: 60_000 })
  await view.getByPlaceholder('Find a file').fill('text')
  await until(() => page.part('prediction-row').allInnerTexts()).toEqual([expect.stringContaining('text.jpg')])
  await view.getByPlaceholder('Find a file').fill('')
  await view.getByRole('button', { name: 'Probability' }).click()
  await until(() => view.getByRole('columnheader', { name: 'Probability' }).getAttribute('aria-sort')).toBe(
    'descending',
  )
  await picture('folder')
  const rows = (await saved(view.getByTestId('save-menu'), 'CSV')).toString('utf8').trim().split('\r\n')
  expect(rows).toHaveLength(62)
  expect(rows.at(-1)).toContain('image-unreadable')
}, 90_000)

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
