import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findAppPaths } from '../../../main/app/app-paths.ts'

const repository = join(import.meta.dirname, '../../..')
const out = join(repository, 'out')

test('in a checkout everything is found under its root', () => {
  const paths = findAppPaths(out, null, {})
  expect(paths.engineRoot).toBe(repository)
  for (const file of [paths.engineChild, paths.libraryChild, paths.node]) expect(existsSync(file), file).toBe(true)
})

test('XW_NODE names another Node', () => {
  expect(findAppPaths(out, null, { XW_NODE: '/opt/node' }).node).toBe('/opt/node')
})

test('in a packaged app the engine and its Node are resources', () => {
  const paths = findAppPaths('/app.asar/out', '/resources', {})
  expect(paths.renderer).toBe('/app.asar/out/renderer')
  expect(paths.engineChild).toBe('/resources/engine/main/engine/processes/engine-child.ts')
  expect(paths.node).toMatch(/^\/resources\/node\/node(\.exe)?$/)
})
