import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { RESULTS } from './app/measurement.ts'
import { PLACES } from './app/workbench-page.ts'

/** `npm run screenshots` names the folder of the docs' pictures. */
const FOLDER = process.env['XW_SCREENSHOTS'] ?? join(RESULTS, 'screenshots')

/** Enough for curves that look like curves where people see them, else for two points. */
const EPOCHS = process.env['XW_SCREENSHOTS'] ? 6 : 2

let workbench: Workbench
beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true })
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
  await workbench.page.startTraining(EPOCHS)
  await workbench.page.epochsDone(EPOCHS)
  await workbench.page.trainingEnded()
}, 600_000)
afterAll(() => workbench?.close())

for (const theme of ['light', 'dark'] as const) {
  test.each(PLACES)(`%s in ${theme}: a picture, and nothing that axe finds fault with`, async (place) => {
    const { page } = workbench
    await page.window.emulateMedia({ colorScheme: theme })
    await page.go(place)
    await page.settled()
    await page.window.screenshot({ path: join(FOLDER, `${place}-${theme}.png`) })
    expect(await page.accessibilityFaults()).toEqual([])
  })
}
