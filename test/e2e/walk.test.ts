import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
  await workbench.page.go('model')
  await workbench.page.part('model-view').getByRole('radio').last().click()
})
afterAll(() => workbench?.close())

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
