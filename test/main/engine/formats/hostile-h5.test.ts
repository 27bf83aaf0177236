import type { File } from 'h5wasm'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeNames } from '../../../../main/engine/formats/h5/names-attribute.ts'
import { writeHdf5 } from '../../../../main/engine/formats/keras/hdf5.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-hostile-h5-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A file that exists on most machines; nothing of it may ever show. */
const OUTSIDE = '/etc/hostname'

const spoiled: readonly (readonly [string, (file: File) => void, RegExp])[] = [
  [
    'a link out of the file, among the layers of Keras 3',
    (file) => void file.create_group('layers').create_external_link(OUTSIDE, '/', 'conv2d'),
    /weights/,
  ],
  [
    'a link out of the file, in place of a layer of Keras 2',
    (file) => {
      writeNames(file, 'layer_names', ['conv'])
      file.create_external_link(OUTSIDE, '/', 'conv')
    },
    /^its layer "conv" has no group$/,
  ],
  [
    'a link out of the file, in place of a weight of Keras 2',
    (file) => {
      writeNames(file, 'layer_names', ['conv'])
      writeNames(file.create_group('conv'), 'weight_names', ['kernel:0'])
      ;(file.get('conv') as ReturnType<File['create_group']>).create_external_link(OUTSIDE, '/', 'kernel:0')
    },
    /^conv\/kernel:0 is not there$/,
  ],
  [
    'groups that hold themselves',
    (file) => {
      file.create_group('layers').create_group('functional').create_hard_link('/layers', 'layers')
    },
    /^its groups are nested over 16 deep$|weights/,
  ],
]

test.each(spoiled)('%s', async (_, fill, detail) => {
  const path = join(folder, 'spoiled.weights.h5')
  await rm(path, { force: true })
  await writeHdf5(path, fill)
  const read = await readModel(path)
  expect(read).toMatchObject({ ok: false, error: { code: 'model-invalid' } })
  if (!read.ok) expect((read.error.data as { detail: string }).detail).toMatch(detail)
})
