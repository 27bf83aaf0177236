import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder } from '../../../scripts/setup/cache-folder.mjs'

test('XW_CACHE comes before everything, and is made absolute', () => {
  expect(cacheFolder({ XW_CACHE: 'here', XDG_CACHE_HOME: '/x' }, 'linux', '/home/a')).toBe(resolve('here'))
})

test('Linux follows XDG_CACHE_HOME, else ~/.cache', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux', '/home/a')).toBe('/x/xception-workbench')
  expect(cacheFolder({}, 'linux', '/home/a')).toBe('/home/a/.cache/xception-workbench')
})

test('macOS and Windows have folders of their own', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'darwin', '/Users/a')).toBe('/Users/a/Library/Caches/xception-workbench')
  expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32', '/u')).toBe('/l/xception-workbench')
})
