import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runManifestSchema } from '../../shared/contract/run.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'
import { RESULTS } from './app/measurement.ts'

const FOLDER = join(RESULTS, 'forecast')

let workbench: Workbench
beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true })
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
}, 300_000)
afterAll(() => workbench?.close())

const picture = async (name: string) => {
  await workbench.page.settled()
  await workbench.page.window.screenshot({ path: join(FOLDER, `${name}.png`) })
}

test('forecasts the run, follows the options, tells of compiling, and shows how far it was off', async () => {
  const { page, store } = workbench
  await page.go('train')
  const forecast = page.part('place-train').getByTestId('forecast')
  await expect.poll(() => forecast.getAttribute('data-state'), { timeout: 120_000 }).toBe('ready')
  const shown = await forecast.innerText()
  expect(shown).toMatch(/A step\s+[\d.]+\s(ms|s)\s+Memory\s+[\d.]+\s[MG]B\s+An epoch\s+[\d.]+\s(s|min)/)
  await picture('ready')

  await page.go('model')
  await page.part('input-size-input').fill('299')
  await page.part('place-model').getByTestId('memory-warning').waitFor({ state: 'detached' })
  await page.go('train')
  await page.part('batch-input').fill('4096')
  await page.part('place-train').getByTestId('memory-warning').waitFor()
  await picture('too-large')
  await page.go('model')
  await page.part('input-size-input').fill('32')
  await picture('model')
  await page.go('train')
  const answeredMs = await page.window.evaluate(async () => {
    const fact = () => document.querySelector('[data-fact="memory"]')?.textContent
    const input = document.querySelector<HTMLInputElement>('[data-testid="batch-input"]')
    if (!input) return Infinity
    const before = fact()
    const startMs = performance.now()
    input.value = '32'
    for (const name of ['input', 'change', 'blur']) input.dispatchEvent(new Event(name))
    while (fact() === before && performance.now() - startMs < 5000) await new Promise(requestAnimationFrame)
    return performance.now() - startMs
  })
  console.log(`the forecast followed an option in ${answeredMs.toFixed(0)} ms`)
  expect(await forecast.innerText()).toBe(shown)

  await page.startTraining(1)
  // A network that is compiled already would not be compiled again, but this process has trained none.
  await expect.poll(() => page.part('status-bar').innerText(), { timeout: 60_000, interval: 20 }).toContain('compiling')
  await picture('compiling')
  await page.epochsDone(1)
  await page.trainingEnded()
  await page.window.getByRole('tab', { name: 'Forecast' }).click()
  expect(await page.part('forecast-table').innerText()).toMatch(/A step.*[+-]?\d+%/)
  await picture('after')
  const manifest = runManifestSchema.parse(JSON.parse(await readFile(join(store, 'runs', 'run-1', 'run.json'), 'utf8')))
  expect(manifest.forecast?.stepMs).toBeGreaterThan(0)
  expect(await page.accessibilityFaults()).toEqual([])
}, 300_000)
