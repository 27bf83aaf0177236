import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ourNode, PACKAGES, stripsTypes } from '../../../scripts/setup/our-node.mjs'

test('the tests run on the Node that set-up provides', () => {
  expect(ourNode()).toBe(process.execPath)
})

test('elsewhere a Node will do that runs TypeScript as it is', () => {
  const will = ['20.19.0', '22.17.1', '22.18.0', '23.5.0', '23.6.0', '24.0.0'].map(stripsTypes)
  expect(will).toEqual([false, false, true, false, true, true])
})

test('every Node package that is named here is one that package.json installs', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  const named = Object.values(PACKAGES).map((path) => path.split('/')[0])
  expect(named.toSorted()).toEqual(Object.keys(manifest.optionalDependencies).toSorted())
})
