import { beforeEach, expect, test, vi } from 'vitest'
import { createAppHandlers } from '../../../main/app/app-handlers.ts'
import { createPathRegistry } from '../../../main/app/sources.ts'
import { succeed } from '../../../shared/contract/result.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import { clipboard, dialog, nativeTheme, shell } from './electron-mock.ts'

vi.mock('electron', () => import('./electron-mock.ts'))
beforeEach(() => vi.clearAllMocks())

let current: Settings = { language: 'system', theme: 'system' }
const settings = {
  read: () => current,
  write: async (change: Partial<Settings>) => succeed((current = { ...current, ...change })),
}
const registries = { sources: createPathRegistry('source'), destinations: createPathRegistry('destination') }
const handlers = createAppHandlers({ settings, registries, store: '/store', window: () => undefined })

test('a dialog that is closed gives null', async () => {
  expect(await handlers['source:choose']({ kind: 'folder' })).toEqual(succeed(null))
  expect(await handlers['destination:choose']({})).toEqual(succeed(null))
})

test('a chosen folder is known by its id and name only', async () => {
  dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: ['/home/someone/pets'] })
  const source = await handlers['source:choose']({ kind: 'zip' })
  expect(JSON.stringify(source)).not.toContain('/home')
  expect(source).toMatchObject({ ok: true, value: { name: 'pets' } })
  if (source.ok && source.value) expect(registries.sources.pathOf(source.value.sourceId)).toBe('/home/someone/pets')
  const destination = await handlers['destination:choose']({})
  if (destination.ok && destination.value) {
    expect(registries.destinations.pathOf(destination.value.destinationId)).toBe('/home/someone/pets')
    expect(registries.sources.pathOf(destination.value.destinationId)).toBeUndefined()
  }
})

test('a new theme is in force at once', async () => {
  await handlers['settings:write']({ theme: 'dark' })
  expect(nativeTheme.themeSource).toBe('dark')
})

test('shows the folders of runs, of their exports, and of exports elsewhere', async () => {
  const { id } = registries.destinations.add('/models')
  expect(await handlers['folder:reveal']({ runId: 'run-1' })).toEqual(succeed({}))
  await handlers['folder:reveal']({ exportId: 'run-1/keras' })
  await handlers['folder:reveal']({ exportId: `${id}/keras-2` })
  const opened = (shell.openPath.mock.calls as unknown as string[][]).map(([path]) => path)
  expect(opened).toEqual(['/store/runs/run-1', '/store/runs/run-1/exports/keras', '/models/keras-2'])
})

test.each([
  { runId: '../..' },
  { runId: '/etc' },
  { exportId: 'run-1' },
  { exportId: 'run-1/' },
  { exportId: 'run-1/..' },
  { exportId: 'run-1/../..' },
  { exportId: '../run-1' },
  { exportId: 'run-1/..\\..' },
])('shows nothing outside of them: %o', async (args) => {
  expect((await handlers['folder:reveal'](args)).ok).toBe(false)
  expect(shell.openPath).not.toHaveBeenCalled()
})

test('tells why a folder could not be shown', async () => {
  shell.openPath.mockResolvedValueOnce('no application')
  expect(await handlers['folder:reveal']({ runId: 'run-1' })).toMatchObject({
    error: { code: 'not-found', cause: 'no application' },
  })
})

test('copies text', async () => {
  await handlers['clipboard:write']({ text: 'error dataset-empty' })
  expect(clipboard.writeText).toHaveBeenCalledWith('error dataset-empty')
})
