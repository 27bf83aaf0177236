import { expect, test } from 'vitest'
import { createPathRegistry } from '../../../main/app/sources.ts'

test('gives an id that does not tell the path, and the path back for it', () => {
  const sources = createPathRegistry('source')
  const { id, name } = sources.add('/home/someone/pets')
  expect(name).toBe('pets')
  expect(id).toMatch(/^source-[0-9a-f-]{36}$/)
  expect(sources.pathOf(id)).toBe('/home/someone/pets')
})

test('knows the same path again, and tells different ones apart', () => {
  const sources = createPathRegistry('source')
  const first = sources.add('/a/pets')
  expect(sources.add('/a/pets')).toEqual(first)
  expect(sources.add('/b/pets').id).not.toBe(first.id)
})

test('knows no id that it did not give out', () => {
  const sources = createPathRegistry('source')
  expect(sources.pathOf('/etc/passwd')).toBeUndefined()
  expect(sources.pathOf(createPathRegistry('source').add('/a').id)).toBeUndefined()
})
