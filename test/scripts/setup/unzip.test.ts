import { createWriteStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { chooseFile } from '../../../scripts/setup/libtensorflow.mjs'
import { unzip } from '../../../scripts/setup/unzip.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

test('only what is chosen is written, where it is chosen to go, and programs stay executable', async () => {
  const folder = await temporaryFolder()
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('a'), 'top/tool', { mode: 0o100755 })
  zip.addBuffer(Buffer.from('b'), 'top/left-out')
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(folder, 'a.zip')))
  const written = await unzip(join(folder, 'a.zip'), join(folder, 'out'), (name) =>
    name === 'top/tool' ? 'bin/tool' : null,
  )
  expect(written).toBe(1)
  expect(await readdir(join(folder, 'out'), { recursive: true })).toEqual(['bin', 'bin/tool'])
  expect((await stat(join(folder, 'out', 'bin', 'tool'))).mode & 0o111).toBe(0o111)
})

test('of the wheel: two libraries, the headers that the binding includes, nothing else', () => {
  expect(chooseFile('tensorflow/libtensorflow_cc.so.2')).toBe('lib/libtensorflow_cc.so.2')
  expect(chooseFile('tensorflow/include/tensorflow/c/eager/c_api.h')).toBe('include/tensorflow/c/eager/c_api.h')
  expect(chooseFile('tensorflow/include/tsl/platform/ctstring_internal.h')).toBe(
    'include/tsl/platform/ctstring_internal.h',
  )
  expect(chooseFile('tensorflow/include/tensorflow/c/c_api_experimental.h')).toBeNull()
  expect(chooseFile('tensorflow/python/x.py')).toBeNull()
})
