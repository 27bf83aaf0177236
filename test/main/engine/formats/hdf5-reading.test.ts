import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { File } from 'h5wasm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFloats } from '../../../../main/engine/formats/h5/read-floats.ts'
import { withHdf5 } from '../../../../main/engine/formats/h5/with-hdf5.ts'
import { openHdf5, writeHdf5 } from '../../../../main/engine/formats/keras/hdf5.ts'
import { storedDataset } from '../../../../main/engine/formats/keras/stored-dataset.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-hdf5-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const counted = (length: number) => Float32Array.from({ length }, (_, index) => index + 0.5)

/** Writes an HDF5 file and opens it for as long as `use` runs. */
async function inFile<T>(
  name: string,
  fill: (file: File) => void,
  use: (file: FileHandle, size: number) => Promise<T>,
) {
  const path = join(folder, name)
  await writeHdf5(path, fill)
  const file = await open(path)
  try {
    return await use(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

test('what lies in one piece is located, and only that', async () => {
  const fill = (file: File) => {
    file.create_dataset({ name: 'kernel', data: counted(40_000), shape: [100, 400], dtype: '<f' })
    file.create_dataset({ name: 'bias', data: counted(3), shape: [3], dtype: '<f' })
    file.create_dataset({ name: 'chunked', data: counted(64), shape: [64], chunks: [16], dtype: '<f' })
    file.create_dataset({ name: 'state', data: new Int32Array(2), shape: [2], dtype: '<i' })
  }
  await inFile('mixed.h5', fill, async (handle, size) => {
    const range = { descriptor: handle.fd, offset: 0, size }
    await openHdf5(range, async (file) => {
      const stored = (name: string) => storedDataset(file.get(name), name, name)
      for (const [name, count] of Object.entries({ kernel: 40_000, bias: 3 })) {
        const at = stored(name)?.locate?.() ?? -1
        expect(await readFloats(range, at, count), name).toEqual(counted(count))
      }
      expect(stored('chunked')?.locate?.()).toBe(null)
      expect(stored('chunked')?.read()).toEqual(counted(64))
      expect(stored('state')).not.toHaveProperty('locate')
    })
    await expect(readFloats(range, size - 8, 3)).rejects.toThrow(`its weights end behind byte ${size}`)
  })
})

test('big-endian values are turned round', async () => {
  // h5py: create_dataset('layers/dense/vars/0', data=[[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]], dtype='>f4')
  const file = await open(join(import.meta.dirname, '../../../fixtures/models/big-endian.weights.h5'))
  try {
    await openHdf5({ descriptor: file.fd, offset: 0, size: (await file.stat()).size }, (opened) => {
      const stored = storedDataset(opened.get('layers/dense/vars/0'), '0', '0')
      expect(stored?.locate?.()).toBe(null)
      expect(stored?.read()).toEqual(counted(6))
    })
  } finally {
    await file.close()
  }
})

/** Just over what is read in place. */
const LARGE = 9_000_000

const bytesOf = (values: Float32Array) => Buffer.from(values.buffer)

const fillLayer = (chunks: readonly number[] | undefined) => (file: File) => {
  file.create_group('layers')
  file.create_group('layers/dense')
  const vars = file.create_group('layers/dense/vars')
  const data = counted(LARGE)
  vars.create_dataset({ name: '0', data, shape: [3000, 3000], dtype: '<f', ...(chunks && { chunks: [...chunks] }) })
  vars.create_dataset({ name: '1', data: counted(7), shape: [7], dtype: '<f' })
  vars.create_dataset({ name: '2', data: Int32Array.of(5), shape: [], dtype: '<i' })
}

test.each([
  ['in one piece', undefined],
  ['in chunks', [1000, 3000]],
])('a large file gives the values that it was written with, %s', async (_, chunks) => {
  await inFile('large.h5', fillLayer(chunks), async (handle, size) => {
    const read = await withHdf5({ descriptor: handle.fd, offset: 0, size }, async ({ layers }) => {
      const values: Float32Array[] = []
      for (const weight of layers.flatMap(({ weights }) => weights)) values.push(await weight.read())
      return values
    })
    const [kernel, bias, state] = read ?? []
    // The usual comparison of so many values takes a minute.
    expect(kernel && Buffer.compare(bytesOf(kernel), bytesOf(counted(LARGE)))).toBe(0)
    expect([bias, state]).toEqual([counted(7), new Float32Array(1)])
  })
  await rm(join(folder, 'large.h5'))
})
