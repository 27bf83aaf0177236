import { beforeEach, expect, test, vi } from 'vitest'
import { setUpIpc } from '../../../main/app/ipc.ts'
import { createPathRegistry } from '../../../main/app/sources.ts'
import { DROP_CHANNEL, REQUEST_CHANNEL, SUBSCRIBE_CHANNEL } from '../../../shared/contract/bridge.ts'
import { ipcEvent, ipcHandlers, ipcListeners } from './electron-mock.ts'

vi.mock('electron', () => import('./electron-mock.ts'))

const sources = createPathRegistry('source')
const router = vi.fn()
const channel = { send: vi.fn(), subscribe: vi.fn(), reset: vi.fn() }
setUpIpc(router, channel, sources)
beforeEach(() => vi.clearAllMocks())

const drop = (path: unknown, event = ipcEvent()) => ipcHandlers.get(DROP_CHANNEL)?.(event, path)

test('listens on the three channels of the contract and no other', () => {
  expect([...ipcHandlers.keys()].sort()).toEqual([DROP_CHANNEL, REQUEST_CHANNEL].sort())
  expect([...ipcListeners.keys()]).toEqual([SUBSCRIBE_CHANNEL])
})

test('registers what was dropped and gives an id for it', async () => {
  const { id, name } = sources.add('/photos/pets')
  expect(await drop('/photos/pets')).toEqual({ ok: true, value: { sourceId: id, name } })
})

test.each(['', 'pets', undefined, { path: '/etc' }])('refuses what has no path of its own: %o', async (path) => {
  expect(await drop(path)).toMatchObject({ ok: false, error: { code: 'not-a-dataset' } })
})

test('takes nothing from a page that is not ours', async () => {
  const stranger = ipcEvent({ origin: 'https://example.com' })
  expect(await drop('/photos/pets', stranger)).toMatchObject({ ok: false })
  ipcListeners.get(SUBSCRIBE_CHANNEL)?.(stranger, 'process:state')
  expect(channel.subscribe).not.toHaveBeenCalled()
  ipcListeners.get(SUBSCRIBE_CHANNEL)?.(ipcEvent(), 'process:state')
  expect(channel.subscribe).toHaveBeenCalledWith('process:state')
})
