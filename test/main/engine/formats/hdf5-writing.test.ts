import { open, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillHdf5, openHdf5, writeHdf5 } from '../../../../main/engine/formats/keras/hdf5.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-hdf5-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const DATA = Float32Array.from({ length: 5000 }, (_, index) => index)
const read = async (path: string) =>
  openHdf5(await readFile(path), (file) => (file.get('weights') as { value?: unknown } | null)?.value)

test('what is written stands on the disk, and a file that is there is left alone', async () => {
  const path = join(folder, 'whole.h5')
  await writeHdf5(path, (file) => file.create_dataset({ name: 'weights', data: DATA }))
  expect(await read(path)).toEqual(DATA)
  await expect(writeHdf5(path, () => undefined)).rejects.toMatchObject({ code: 'EEXIST' })
  expect(await read(path)).toEqual(DATA)
})

test.skipIf(process.platform !== 'linux')('a full disk is told, and the next file is written whole', async () => {
  const full = await open('/dev/full', 'r+')
  const filled = fillHdf5(full.fd, (file) => file.create_dataset({ name: 'weights', data: DATA }))
  await expect(filled).rejects.toMatchObject({ code: 'ENOSPC' })
  await full.close()
  const path = join(folder, 'after.h5')
  await writeHdf5(path, (file) => file.create_dataset({ name: 'weights', data: DATA }))
  expect(await read(path)).toEqual(DATA)
})
