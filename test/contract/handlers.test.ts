import { expect, test, vi } from 'vitest'
import { createAppHandlers } from '../../main/app/app-handlers.ts'
import { createPathRegistry } from '../../main/app/sources.ts'
import { createEngineService } from '../../main/engine/processes/engine-handlers.ts'
import { createLibraryService } from '../../main/engine/processes/library-handlers.ts'
import { requestNames, requests } from '../../shared/contract/requests.ts'
import { succeed } from '../../shared/contract/result.ts'

vi.mock('electron', () => import('../main/app/electron-mock.ts'))

const unheard = () => undefined
const settings = { language: 'system', theme: 'system' } as const

/** Who answers what, from the very functions that the processes call. */
const handlers = {
  app: createAppHandlers({
    settings: { read: () => settings, write: async () => succeed(settings) },
    registries: { sources: createPathRegistry('source'), destinations: createPathRegistry('destination') },
    store: '/store',
    window: () => undefined,
  }),
  engine: createEngineService('/store', unheard, unheard).handlers,
  library: createLibraryService('/store', unheard).handlers,
}

test('every request has a handler in the process that the contract names, and nowhere else', () => {
  for (const by of ['app', 'engine', 'library'] as const) {
    const expected = requestNames.filter((name) => requests[name].by === by)
    expect(Object.keys(handlers[by]).sort()).toEqual([...expected].sort())
  }
  expect(Object.values(handlers).flatMap((each) => Object.keys(each))).toHaveLength(requestNames.length)
})

test('names are noun:verb', () => {
  for (const name of requestNames) expect(name).toMatch(/^[a-z]+:[a-z]+$/)
})
