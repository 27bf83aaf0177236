import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPixelPack, slotBytes } from '../../../../main/engine/dataset/pixel-pack.ts'
import { temporaryFolder } from './image-files.ts'

const IMAGE = 48
const SLOT = slotBytes(IMAGE)

/** Pixels that no other image has. */
const pixelsOf = (index: number) => Uint8Array.from({ length: IMAGE }, (_, at) => (index * 31 + at * 7) % 251)

function opened(path: string, capacity = 10) {
  const pack = openPixelPack(path, { imageBytes: IMAGE, capacity })
  onTestFinished(() => pack.close())
  const read = (index: number) => {
    const into = new Uint8Array(IMAGE)
    return pack.read(index, into) ? into : null
  }
  return { write: (index: number) => pack.write(index, pixelsOf(index)), read }
}

async function filled(count = 10) {
  const path = join(await temporaryFolder(), 'a.pack')
  const pack = opened(path)
  for (let index = 0; index < count; index++) pack.write(index)
  return { path, pack }
}

function change(path: string, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path)
  edit(bytes)
  writeFileSync(path, bytes)
}

describe('openPixelPack', () => {
  it('gives what was written, in any order, now and when it is opened again', async () => {
    const path = join(await temporaryFolder(), 'a.pack')
    const pack = opened(path)
    for (const index of [7, 0, 3]) pack.write(index)
    for (const one of [pack, opened(path)])
      for (let index = 0; index < 10; index++)
        expect(one.read(index)).toEqual([0, 3, 7].includes(index) ? pixelsOf(index) : null)
  })

  it('keeps no more than its capacity', async () => {
    const path = join(await temporaryFolder(), 'a.pack')
    const pack = opened(path, 2)
    for (const index of [0, 1, 2]) pack.write(index)
    expect([0, 1, 2].map((index) => pack.read(index) !== null)).toEqual([true, true, false])
    expect(readFileSync(path)).toHaveLength(2 * SLOT)
  })

  it('does not give an image with any one byte changed, and takes it anew', async () => {
    for (let at = 0; at < SLOT; at++) {
      const { path, pack } = await filled(3)
      change(path, (bytes) => bytes.writeUInt8((bytes[SLOT + at] ?? 0) ^ 1, SLOT + at))
      expect([0, 1, 2].map((index) => pack.read(index) !== null)).toEqual([true, false, true])
      pack.write(1)
      expect(pack.read(1)).toEqual(pixelsOf(1))
    }
  })

  it('does not take one image for another', async () => {
    const { path, pack } = await filled()
    change(path, (bytes) => bytes.copyWithin(4 * SLOT, 5 * SLOT, 6 * SLOT))
    expect(pack.read(4)).toBeNull()
    expect(pack.read(5)).toEqual(pixelsOf(5))
  })

  it('survives being cut, overwritten with rubbish and deleted while it is in use', async () => {
    const { path, pack } = await filled()
    truncateSync(path, 4 * SLOT + 20)
    expect([3, 4, 5].map((index) => pack.read(index) !== null)).toEqual([true, false, false])
    pack.write(9)
    expect(pack.read(9)).toEqual(pixelsOf(9))
    expect(pack.read(6)).toBeNull()
    writeFileSync(path, Buffer.alloc(10 * SLOT, 'rubbish'))
    expect(pack.read(3)).toBeNull()
    pack.write(3)
    rmSync(path)
    expect(pack.read(3)).toEqual(pixelsOf(3))
    pack.write(2)
    expect(opened(path).read(2)).toBeNull()
  })

  it('shows at once what another process writes', async () => {
    const { path, pack } = await filled(0)
    const other = opened(path)
    expect(pack.read(5)).toBeNull()
    other.write(5)
    expect(pack.read(5)).toEqual(pixelsOf(5))
  })

  it('is valid whenever a process that writes is killed', async () => {
    const path = join(await temporaryFolder(), 'a.pack')
    const imageBytes = 300_000
    const program = `
      const { openPixelPack } = await import(${JSON.stringify(new URL('../../../../main/engine/dataset/pixel-pack.ts', import.meta.url))})
      const pack = openPixelPack(${JSON.stringify(path)}, { imageBytes: ${imageBytes}, capacity: 20 })
      for (let round = 0; ; round++) {
        pack.write(round % 20, new Uint8Array(${imageBytes}).fill(round % 20))
        if (round === 3) process.stdout.write('ready')
      }`
    for (let round = 0; round < 5; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program])
      await once(child.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, 3 + round * 4))
      child.kill('SIGKILL')
      await once(child, 'exit')
      const pack = openPixelPack(path, { imageBytes, capacity: 20 })
      const into = new Uint8Array(imageBytes)
      let whole = 0
      for (let index = 0; index < 20; index++) {
        if (!pack.read(index, into)) continue
        whole++
        expect(into.every((value) => value === index)).toBe(true)
      }
      pack.close()
      expect(whole).toBeGreaterThan(0)
    }
  })
})
