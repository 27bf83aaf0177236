import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { recordFrameGaps } from './app/frame-gaps.ts'
import { writeMeasurement } from './app/measurement.ts'
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
  await page.startTraining(3)
  await page.part('stop-training').waitFor()
  const training = await recordFrameGaps(page.window, 10_000)
  const megabytes = await windowMegabytes(app)
  await page.part('stop-training').click()
  await page.trainingEnded()

  await writeMeasurement('window', { sampleShownMs, engineReadyMs, windowMegabytes: megabytes, idle, training })
  expect(training.frames).toBeGreaterThan(10)
  expect(training.largestMs).toBeLessThan(FROZEN_MS)
})
