import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runFolder, storeFolder } from '../../../../main/engine/runs/store-paths.ts'

test.each([
  [{ XW_STORE: '/data/mine', XDG_DATA_HOME: '/data' }, 'linux', '/data/mine'],
  [{ XDG_DATA_HOME: '/data' }, 'linux', join('/data', 'xception-workbench')],
  [{}, 'linux', join(homedir(), '.local', 'share', 'xception-workbench')],
  [{}, 'darwin', join(homedir(), 'Library', 'Application Support', 'xception-workbench')],
  [{ APPDATA: '/roaming' }, 'win32', join('/roaming', 'xception-workbench')],
] as const)('the store of %j on %s is %s', (environment, platform, folder) => {
  expect(storeFolder(environment, platform)).toBe(folder)
})

test('a run id never leads out of the runs folder', () => {
  expect(runFolder('/store', 'run-3')).toEqual({ ok: true, value: join('/store', 'runs', 'run-3') })
  for (const runId of ['..', '.', '../run-3', 'a/b', 'a\\b', '/etc', '', '.hidden', 'C:evil', 'a\0b']) {
    expect(runFolder('/store', runId)).toMatchObject({ ok: false, error: { code: 'run-unknown' } })
  }
})
