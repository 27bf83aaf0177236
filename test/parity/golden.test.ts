import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeParity, runPython } from './keras.ts'

describeParity('the golden table', () => {
  test('is what Keras says today', async () => {
    const committed = await readFile(join(import.meta.dirname, '../fixtures/xception-keras.json'), 'utf8')
    expect(JSON.parse(await runPython('golden_xception.py'))).toEqual(JSON.parse(committed))
  })
})
