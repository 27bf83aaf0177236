import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { saveFile } from '../../../main/app/save-file.ts'
import { requests } from '../../../shared/contract/requests.ts'
import { succeed } from '../../../shared/contract/result.ts'
import { dialog } from './electron-mock.ts'

vi.mock('electron', () => import('./electron-mock.ts'))

test('a dialog that is closed saves nothing', async () => {
  expect(await saveFile(undefined, 'ledger.csv', 'a,b')).toEqual(succeed(null))
  expect(dialog.showSaveDialog).toHaveBeenCalledWith({ defaultPath: 'ledger.csv' })
})

test('writes where the user says, and tells the name alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'save-'))
  for (const content of ['kind,parameters\n', Uint8Array.of(1, 2, 3)]) {
    dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath: join(folder, 'mine.csv') })
    expect(await saveFile(undefined, 'ledger.csv', content)).toEqual(succeed({ name: 'mine.csv' }))
    expect([...readFileSync(join(folder, 'mine.csv'))]).toEqual([...Buffer.from(content)])
  }
  dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath: join(folder, 'gone', 'x.csv') })
  expect((await saveFile(undefined, 'x.csv', '')).ok).toBe(false)
})

test('the window may suggest a name, and no folder', () => {
  const schema = requests['file:save'].args
  expect(schema.safeParse({ name: 'ledger.csv', content: '' }).success).toBe(true)
  for (const name of ['../x', '/etc/x', 'a\\b', 'c:x', '']) {
    expect(schema.safeParse({ name, content: '' }).success).toBe(false)
  }
})
