import { beforeEach, expect, test, vi } from 'vitest'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { AppHandlers } from '../../../main/app/app-handlers.ts'
import { createRouter } from '../../../main/app/router.ts'
import { createPathRegistry } from '../../../main/app/sources.ts'
import { ipcEvent } from './electron-mock.ts'

vi.mock('electron', () => import('./electron-mock.ts'))

const log = vi.fn()
const engine = { request: vi.fn(async (): Promise<Result<unknown>> => succeed({})) }
const library = { request: vi.fn(async (): Promise<Result<unknown>> => succeed({})) }
const handlers = {
  'clipboard:write': vi.fn(async () => succeed({})),
  'settings:read': vi.fn(async () => succeed({ language: 'ko' as const, theme: 'dark' as const })),
}
const registries = { sources: createPathRegistry('source'), destinations: createPathRegistry('destination') }
const onAnswer = vi.fn()
const route = createRouter({
  handlers: handlers as unknown as AppHandlers,
  children: { engine, library },
  registries,
  log,
  onAnswer,
})

beforeEach(() => vi.clearAllMocks())

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code)

test('answers a request of the app', async () => {
  expect(await route(ipcEvent(), 'settings:read', {})).toEqual(succeed({ language: 'ko', theme: 'dark' }))
})

test.each([
  ['another origin', ipcEvent({ origin: 'https://example.com' })],
  ['a file', ipcEvent({ origin: 'file://' })],
  ['a frame inside our page', ipcEvent({ parent: {} })],
  ['a frame that is gone', ipcEvent(null)],
])('refuses a request from %s', async (_, event) => {
  const result = await route(event, 'clipboard:write', { text: 'x' })
  expect(codeOf(result)).toBe('request-invalid')
  expect(handlers['clipboard:write']).not.toHaveBeenCalled()
})

test.each(['training:begin', 'toString', '__proto__', '', 7, null, undefined])('refuses the name %o', async (name) => {
  expect(codeOf(await route(ipcEvent(), name, {}))).toBe('request-invalid')
})

test.each([undefined, null, 'x', {}, { text: 3 }, { text: 'x'.repeat(1_000_001) }])(
  'refuses arguments out of the schema (%#)',
  async (args) => {
    expect(codeOf(await route(ipcEvent(), 'clipboard:write', args))).toBe('request-invalid')
    expect(handlers['clipboard:write']).not.toHaveBeenCalled()
  },
)

test('fills in the path of a dropped source, and defaults, for the library', async () => {
  const { id } = registries.sources.add('/photos/pets')
  await route(ipcEvent(), 'dataset:open', { source: { kind: 'chosen', sourceId: id, path: '/etc' }, split: {} })
  expect(library.request).toHaveBeenCalledWith(
    'dataset:open',
    { source: { kind: 'chosen', sourceId: id }, split: { validation: 0.2, test: 0, seed: 1 } },
    { [id]: '/photos/pets' },
  )
})

test('fills in the path of a chosen destination for the engine', async () => {
  const { id } = registries.destinations.add('/out')
  await route(ipcEvent(), 'export:write', { runId: 'r', format: 'keras', destinationId: id })
  expect(engine.request).toHaveBeenCalledWith(
    'export:write',
    { runId: 'r', format: 'keras', checkpoint: 'best', destinationId: id },
    { [id]: '/out' },
  )
})

test('refuses ids that were not given out, and does not mix the two kinds', async () => {
  const destination = registries.destinations.add('/out').id
  const open = (sourceId: string) => route(ipcEvent(), 'dataset:open', { source: { kind: 'chosen', sourceId } })
  expect(codeOf(await open('/etc'))).toBe('source-unknown')
  expect(codeOf(await open(destination))).toBe('source-unknown')
  const result = await route(ipcEvent(), 'export:write', { runId: 'r', format: 'tfjs', destinationId: '/etc' })
  expect(codeOf(result)).toBe('destination-unknown')
  expect(library.request).not.toHaveBeenCalled()
  expect(engine.request).not.toHaveBeenCalled()
})

test('passes on the failure of a child as it is', async () => {
  const failure = fail('run-unknown', { runId: 'r' })
  library.request.mockResolvedValueOnce(failure)
  expect(await route(ipcEvent(), 'runs:read', { runId: 'r' })).toEqual(failure)
  expect(onAnswer).not.toHaveBeenCalled()
})

test('tells of a dropped folder by its name, not by where it lies', async () => {
  const { id } = registries.sources.add('/home/someone/pets')
  library.request.mockResolvedValueOnce(
    fail('image-unreadable', { path: '/home/someone/pets/cat/1.jpg' }, 'open /home/someone/pets/cat/1.jpg: EIO'),
  )
  const result = await route(ipcEvent(), 'dataset:open', { source: { kind: 'chosen', sourceId: id } })
  expect(result).toEqual(fail('image-unreadable', { path: 'pets/cat/1.jpg' }, 'open pets/cat/1.jpg: EIO'))
})

test('does not let a malformed answer through', async () => {
  engine.request.mockResolvedValueOnce(succeed({ runId: 'r', number: 'three' }))
  const result = await route(ipcEvent(), 'training:continue', { runId: 'r', exportFormats: [] })
  expect(codeOf(result)).toBe('internal')
  expect(log).toHaveBeenCalled()
})

test('strips from an answer what the contract does not name', async () => {
  engine.request.mockResolvedValueOnce(succeed({ runId: 'r', number: 3, path: '/secret' }))
  const result = await route(ipcEvent(), 'training:continue', { runId: 'r', exportFormats: [] })
  expect(result).toEqual(succeed({ runId: 'r', number: 3 }))
  expect(onAnswer).toHaveBeenCalledWith(
    'training:continue',
    { runId: 'r', exportFormats: [] },
    { runId: 'r', number: 3 },
  )
})

test('turns a bug in a handler into `internal` with its cause, and logs where it was', async () => {
  handlers['settings:read'].mockRejectedValueOnce(new Error('boom'))
  expect(await route(ipcEvent(), 'settings:read', {})).toEqual(fail('internal', { detail: 'settings:read' }, 'boom'))
  expect(log).toHaveBeenCalledWith('router', expect.stringContaining('router.test.ts'))
})
