import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPack, packLimitBytes } from '../../../../main/engine/dataset/pack-folder.ts'
import { slotBytes } from '../../../../main/engine/dataset/pixel-pack.ts'
import { temporaryFolder } from './image-files.ts'

const IMAGE = 992
const SLOT = slotBytes(IMAGE)

/** Opens a pack, writes all images of the dataset, and says which it has. */
function fill(folder: string, name: string, count: number, limitBytes: number): number[] | null {
  const pack = openPack({ folder, name, imageBytes: IMAGE, count, limitBytes })
  if (!pack) return null
  onTestFinished(() => pack.close())
  const indices = Array.from({ length: count }, (_, index) => index)
  for (const index of indices) pack.write(index, new Uint8Array(IMAGE).fill(index))
  return indices.filter((index) => pack.read(index, new Uint8Array(IMAGE)))
}

const used = (folder: string, name: string, secondsAgo: number) => {
  const then = new Date(Date.now() - secondsAgo * 1000)
  utimesSync(join(folder, name), then, then)
}

describe('openPack', () => {
  it('deletes what was used longest ago where all packs would be more than the limit', async () => {
    const folder = join(await temporaryFolder(), 'not', 'there', 'yet')
    const limit = 25 * SLOT
    for (const name of ['a.pack', 'b.pack']) expect(fill(folder, name, 10, limit)).toHaveLength(10)
    used(folder, 'a.pack', 20)
    used(folder, 'b.pack', 10)
    // Opening it again is a use.
    fill(folder, 'a.pack', 10, limit)
    writeFileSync(join(folder, 'notes.txt'), 'not a pack')
    expect(fill(folder, 'c.pack', 10, limit)).toHaveLength(10)
    expect(readdirSync(folder).sort()).toEqual(['a.pack', 'c.pack', 'notes.txt'])
  })

  it('counts a pack as if it were full, so that the limit holds while several are filled', async () => {
    const folder = await temporaryFolder()
    const first = openPack({ folder, name: 'a.pack', imageBytes: IMAGE, count: 10, limitBytes: 15 * SLOT })
    first?.write(9, new Uint8Array(IMAGE))
    first?.close()
    expect(fill(folder, 'b.pack', 10, 15 * SLOT)).toHaveLength(10)
    expect(readdirSync(folder)).toEqual(['b.pack'])
  })

  it('keeps a part of a dataset that is larger than the limit', async () => {
    const folder = await temporaryFolder()
    expect(fill(folder, 'a.pack', 10, 4 * SLOT + 5)).toEqual([0, 1, 2, 3])
    expect(statSync(join(folder, 'a.pack')).size).toBe(4 * SLOT)
  })

  it('keeps nothing with a limit of 0 or where it may not write', async () => {
    const folder = await temporaryFolder()
    expect(fill(folder, 'a.pack', 10, 0)).toBeNull()
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(join(folder, 'file'), '')
    expect(fill(join(folder, 'file'), 'a.pack', 10, 1e9)).toBeNull()
  })
})

it('takes the limit from the environment where that has a number', () => {
  expect(packLimitBytes({})).toBe(10e9)
  expect(packLimitBytes({ XW_PIXELS_GB: '0' })).toBe(0)
  expect(packLimitBytes({ XW_PIXELS_GB: '2.5' })).toBe(2.5e9)
  expect(packLimitBytes({ XW_PIXELS_GB: 'much' })).toBe(10e9)
})
