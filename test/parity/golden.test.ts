import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeParity, runPython } from './keras.ts'

const TABLES = [
  ['Xception', 'xception'],
  ['InceptionV3', 'inception-v3'],
  ['InceptionResNetV2', 'inception-resnet-v2'],
] as const

describeParity('the golden table', () => {
  test.each(TABLES)('of %s is what Keras says today', async (application, file) => {
    const committed = await readFile(join(import.meta.dirname, `../fixtures/${file}-keras.json`), 'utf8')
    expect(JSON.parse(await runPython('golden_application.py', application))).toEqual(JSON.parse(committed))
  })
})
