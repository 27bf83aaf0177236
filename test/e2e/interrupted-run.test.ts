import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from './app/eventually.ts'
import { writeImageFolder } from './app/image-folder.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { partsOf, readRunLog } from './app/run-log.ts'

const EPOCHS = 6

let workbench: Workbench
let photos: string

beforeEach(async () => {
  photos = await mkdtemp(join(tmpdir(), 'xw-photos-'))
  await writeImageFolder(photos, ['Bag', 'Dress', 'Sandal'], 200)
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
  await workbench.page.drop(photos)
  await workbench.page.datasetOpen(3)
  await workbench.page.startTraining(EPOCHS)
  await eventually(hasCheckpoint, true, 120_000)
})
afterEach(async () => {
  await workbench?.close()
  await rm(photos, { recursive: true })
})

async function hasCheckpoint(): Promise<boolean> {
  return (await readRunLog(workbench.store)).some(({ kind }) => kind === 'checkpoint')
}

/** The run has come to its end, its second part from the very step after its last checkpoint. */
async function wentOn(): Promise<void> {
  const { page, store } = workbench
  await page.epochsDone(EPOCHS)
  await page.trainingEnded()
  const [first, second, ...more] = partsOf(await readRunLog(store))
  expect(more).toEqual([])
  expect(first).toEqual({ fromStep: 1, keptSteps: 0 })
  expect(second?.keptSteps).toBeGreaterThan(0)
  expect(second?.fromStep).toBe((second?.keptSteps ?? 0) + 1)
}

test('an engine killed in the middle of an epoch costs nothing before its last checkpoint', async () => {
  const { page } = workbench
  const killed = await workbench.childPid('engine')
  process.kill(killed, 'SIGKILL')

  await page.part('crash-notice').waitFor()
  await eventually(async () => (await workbench.childPid('engine')) !== killed, true)
  // The window lives: the place can be left and come back to, and the epochs are still there.
  await page.go('data')
  await page.go('train')
  await page.part('epoch-row').first().waitFor()

  await page.part('continue-run').first().click()
  await wentOn()
})

test('a window closed while it trains ends cleanly, and the run goes on at the next start', async () => {
  const engine = await workbench.childPid('engine')
  await workbench.quit()
  expect(() => process.kill(engine, 0)).toThrow('ESRCH')
  const events = await readRunLog(workbench.store)
  expect(events.map(({ kind }) => kind)).not.toContain('finished')

  workbench = await launchWorkbench(workbench.folder)
  // The newest run is shown without being asked for.
  await workbench.page.go('train')
  await workbench.page.part('continue-run').click()
  await wentOn()
})
