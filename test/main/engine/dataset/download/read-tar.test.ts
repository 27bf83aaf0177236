import { describe, expect, it } from 'vitest'
import { readTar, type TarFile } from '../../../../../main/engine/dataset/download/read-tar.ts'
import { tarOf } from './tar.ts'

const WANTED = new Set(['package/a.png', 'package/b.json'])

async function read(tar: Buffer, pieces = 700): Promise<TarFile[]> {
  async function* chunks() {
    for (let at = 0; at < tar.length; at += pieces) yield tar.subarray(at, at + pieces)
  }
  const files: TarFile[] = []
  for await (const file of readTar(chunks(), WANTED, 10_000)) files.push(file)
  return files
}

const a = { name: 'package/a.png', content: Buffer.alloc(1300, 'a') }
const b = { name: 'package/b.json', content: Buffer.from('[]') }
const other = { name: 'package/other.js', content: Buffer.alloc(50_000, 'x') }

describe('readTar', () => {
  it.each([1, 511, 512, 700, 1e6])('gives the wanted files, however the bytes come: %i at a time', async (pieces) => {
    expect(await read(tarOf([other, a, other, b]), pieces)).toEqual([a, b])
  })

  it('passes over what is no regular file and over every other name', async () => {
    const hostile = ['../package/a.png', '/package/a.png', 'package/../package/a.png', 'package\\a.png']
    const links = ['1', '2', '3', '5', 'L', 'x'].map((type) => ({ ...a, type }))
    expect(await read(tarOf([...links, ...hostile.map((name) => ({ ...a, name })), b]))).toEqual([b])
  })

  it.each<[string, Buffer, string]>([
    ['too large', tarOf([{ ...a, content: Buffer.alloc(10_001) }]), '10001 bytes'],
    ['there twice', tarOf([a, a]), 'twice'],
    ['cut off', tarOf([a]).subarray(0, 1000), 'ends early'],
    ['of a size that is no number', tarOf([{ ...a, size: '-1000000000\0' }]), 'damaged'],
    ['of a size in another notation', tarOf([{ ...a, size: '\x80\0\0\0\0\0\0\0\0\0\x10\0' }]), 'damaged'],
  ])('refuses a file that is %s', async (_, tar, reason) => {
    await expect(read(tar)).rejects.toThrow(reason)
  })

  it('refuses a header whose sum is wrong', async () => {
    const tar = tarOf([a])
    tar.write('X', 3)
    await expect(read(tar)).rejects.toThrow('damaged')
  })
})
