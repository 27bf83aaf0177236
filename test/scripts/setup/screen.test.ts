import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hasScreen } from '../../../scripts/setup/screen.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

test('no display, no screen; macOS and Windows always have one', async () => {
  expect(await hasScreen({}, 'linux')).toBe(false)
  expect(await hasScreen({}, 'darwin')).toBe(true)
})

test('a display that nothing answers for is no screen', async () => {
  expect(await hasScreen({ DISPLAY: ':9871' }, 'linux')).toBe(false)
})

test.runIf(process.platform !== 'win32')('a display that answers is one', async () => {
  const folder = await temporaryFolder()
  const server = createServer().listen(join(folder, 'wayland-0'))
  onTestFinished(() => void server.close())
  expect(await hasScreen({ WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: folder }, 'linux')).toBe(true)
})
