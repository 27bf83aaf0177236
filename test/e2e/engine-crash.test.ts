import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await launchWorkbench()
})
afterAll(() => workbench?.close())

test('an engine killed in the middle of an epoch costs nothing before its last checkpoint', async () => {
  const { page } = workbench
  await page.datasetOpen(10)
  await page.startTraining(2)
  await page.epochsDone(1)
  const killed = await workbench.childPid('engine')
  process.kill(killed, 'SIGKILL')

  await page.part('crash-notice').waitFor()
  await expect.poll(() => workbench.childPid('engine')).not.toBe(killed)
  // The window lives: the place can be left and come back to, and the first epoch is still there.
  await page.go('data')
  await page.go('train')
  expect(await page.part('epoch-row').count()).toBe(1)

  await page.part('continue-run').first().click()
  await page.epochsDone(2)
  await page.trainingEnded()
  expect(await page.chartPoints('loss-chart')).toBe(2)
})
