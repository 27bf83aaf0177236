import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { recordFrameGaps } from './app/frame-gaps.ts'
import { writeMeasurement } from './app/measurement.ts'
import type { WorkbenchPage } from './app/workbench-page.ts'
import { windowMegabytes } from './app/window-memory.ts'

let workbench: Workbench
let launchedMs: number
beforeAll(async () => {
  launchedMs = Date.now()
  workbench = await launchWorkbench()
})
afterAll(() => workbench?.close())

const sinceLaunch = (done: Promise<unknown>) => done.then(() => Date.now() - launchedMs)

/** Timings are printed and kept; a loaded machine must not fail a test, a frozen window must. */
const FROZEN_MS = 1000

test('the window stays smooth while the engine trains at full load', async () => {
  const { page, app } = workbench
  // Answered once TensorFlow is loaded.
  const engineReady = page.window.evaluate(() => window.workbench?.request('engine:status', {}))
  const [engineReadyMs, sampleShownMs] = await Promise.all([
    sinceLaunch(engineReady),
    sinceLaunch(page.datasetOpen(10)),
  ])

  const idle = await recordFrameGaps(page.window, 3000)
  await page.startTraining(4)
  await page.part('stop-training').waitFor()
  const training = await recordFrameGaps(page.window, 10_000)
  const megabytes = await windowMegabytes(app)
  await page.epochsDone(1)
  const inspecting = await whileLooking(page)
  await page.go('train')
  await page.part('stop-training').click()
  await page.trainingEnded()

  await writeMeasurement('window', {
    sampleShownMs,
    engineReadyMs,
    windowMegabytes: megabytes,
    idle,
    training,
    inspecting,
  })
  expect(training.frames).toBeGreaterThan(10)
  for (const { largestMs } of [training, inspecting]) expect(largestMs).toBeLessThan(FROZEN_MS)
})

/** Goes from layer to layer in Inspect, each with its maps, while the engine trains. */
async function whileLooking(page: WorkbenchPage) {
  await page.go('inspect')
  await page.part('inspect-view').getByRole('radio', { name: 'Maps', exact: true }).click()
  await page.part('map-tile').first().waitFor({ timeout: 60_000 })
  const layers = page.part('maps-view').getByRole('option')
  await layers.first().click()
  const recording = recordFrameGaps(page.window, 8000)
  for (let layer = 0; layer < 20; layer++) {
    await page.window.keyboard.press('ArrowDown')
    await page.window.waitForTimeout(300)
  }
  return await recording
}
