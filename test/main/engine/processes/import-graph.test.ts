import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importedBy } from './import-graph.ts'

const processes = join(import.meta.dirname, '../../../../main/engine/processes')
const usesTensorflow = (modules: Set<string>) =>
  [...modules].filter((module) => module.includes('@tensorflow') || module.includes('/engine/backend/'))

test('the library process never loads TensorFlow', () => {
  const modules = importedBy(join(processes, 'library-child.ts'))
  expect([...modules].some((module) => module.endsWith('dataset/open-dataset.ts'))).toBe(true)
  expect(usesTensorflow(modules)).toEqual([])
})

test('the engine process loads it only when a request needs it, so that it can say why it could not', () => {
  expect(usesTensorflow(importedBy(join(processes, 'engine-child.ts'), false))).toEqual([])
  expect(usesTensorflow(importedBy(join(processes, 'engine-child.ts'))).length).toBeGreaterThan(0)
})
