import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../../main/engine/dataset/byte-source.ts'
import { createByteCache } from '../../../../main/engine/dataset/byte-cache.ts'
import { checkImage } from '../../../../main/engine/dataset/check-image.ts'
import { openDataset, readImage, thumbnail } from '../../../../main/engine/dataset/dataset.ts'
import { thumbnailSchema } from '../../../../shared/contract/dataset.ts'
import { png, temporaryFolder, twoClasses, writeTree } from './image-files.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/images')

describe('thumbnail', () => {
  it('is small, upright and sent as it is where it is small already; null when the file is gone', async () => {
    const folder = await temporaryFolder()
    const files = {
      ...twoClasses(2),
      'cat/a-wide.png': png(400, 100, 50),
      'cat/b-turned.webp': await readFile(join(fixtures, 'orientation-6.webp')),
      'cat/c.gif': await readFile(join(fixtures, 'animated.gif')),
    }
    await writeTree(folder, files)
    const split = { validation: 0.2, test: 0, seed: 1 }
    const result = await openDataset({ path: folder, split, store: await temporaryFolder() })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    const sizeOf = async (file: string, size: number) => {
      const index = result.value.images.findIndex((image) => image.file === file)
      const made = thumbnailSchema.parse(await thumbnail(result.value, index, size))
      const check = made.bytes ? await checkImage(memorySource(made.bytes)) : null
      return check?.ok ? [made.mime, check.header.width, check.header.height] : null
    }
    expect(await sizeOf('cat/a-wide.png', 96)).toEqual(['image/jpeg', 96, 24])
    expect(await sizeOf('cat/b-turned.webp', 26)).toEqual(['image/jpeg', 18, 26])
    expect(await sizeOf('cat/c.gif', 96)).toEqual(['image/jpeg', 52, 36])
    expect(await sizeOf('dog/001.png', 96)).toEqual(['image/png', 6, 5])

    await rm(folder, { recursive: true })
    expect(await sizeOf('cat/a-wide.png', 96)).toEqual(['image/jpeg', 96, 24])
    expect(await sizeOf('dog/000.png', 96)).toBeNull()
    expect(await readImage(result.value, 0)).toMatchObject({ error: { code: 'image-unreadable' } })
    expect(await readImage(result.value, 99)).toMatchObject({ error: { code: 'image-unreadable' } })
  })

  it('forgets what was used longest ago when its memory is full', () => {
    const cache = createByteCache<string>(100)
    cache.set('a', 'a', 40)
    cache.set('b', 'b', 40)
    expect(cache.get('a')).toBe('a')
    cache.set('c', 'c', 40)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['a', undefined, 'c'])
    cache.set('huge', 'huge', 101)
    expect(cache.get('huge')).toBeUndefined()
  })
})
