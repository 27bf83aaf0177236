import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { electronPath, launchArguments, launchWorkbench, type Workbench } from './app/launch-workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await launchWorkbench()
})
afterAll(() => workbench?.close())

test('a second start brings the first window back, and ends', async () => {
  const { app, userData, store } = workbench
  const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await expect.poll(isVisible).toBe(true)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  expect(await isVisible()).toBe(false)

  const second = spawn(electronPath(), launchArguments(userData), {
    env: { ...process.env, XW_STORE: store },
    stdio: 'ignore',
  })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  await expect.poll(isVisible).toBe(true)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})
