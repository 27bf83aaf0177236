import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readBounds } from '../../../main/app/window-bounds.ts'

vi.mock('electron', () => import('./electron-mock.ts'))

let file: string
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xw-bounds-'))
  file = join(folder, 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const saved = (state: unknown) => {
  writeFileSync(file, typeof state === 'string' ? state : JSON.stringify(state))
  return readBounds(file)
}

test('comes back to where it was', () => {
  expect(saved({ x: 100, y: 50, width: 1000, height: 700, maximized: true })).toEqual({
    bounds: { x: 100, y: 50, width: 1000, height: 700 },
    maximized: true,
  })
})

test.each([
  ['right of', 1900, 50],
  ['left of', -990, 50],
  ['above', 100, -200],
  ['below', 100, 1060],
])('keeps its size but not a place %s the screen', (_, x, y) => {
  expect(saved({ x, y, width: 1000, height: 700, maximized: false }).bounds).toEqual({ width: 1000, height: 700 })
})

test.each(['', '{', '{}', '{"x":0,"y":0,"width":1,"height":1,"maximized":false}'])(
  'ignores a damaged file: %o',
  (text) => {
    expect(saved(text)).toEqual({ bounds: { width: 1280, height: 840 }, maximized: false })
  },
)

test('has a size to begin with', () => {
  expect(readBounds(file).bounds).toEqual({ width: 1280, height: 840 })
})
