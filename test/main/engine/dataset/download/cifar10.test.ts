import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../../../main/engine/dataset/dataset.ts'
import { readCifar10 } from '../../../../../main/engine/dataset/download/cifar10.ts'
import { encodePng } from '../../../../../main/engine/dataset/encode-png.ts'
import { temporaryFolder } from '../image-files.ts'
import { tarOf } from './tar.ts'

const IMAGES = 10_000

/** A package of the true shape: image `i` of each picture has the pixels `i + at`, labels go round. */
function packageOf(more: { labels?: number[] } = {}): Buffer {
  const pixels = new Uint8Array(IMAGES * 3072)
  for (let image = 0; image < IMAGES; image++)
    for (let at = 0; at < 3072; at++) pixels[image * 3072 + at] = (image + at) % 256
  const picture = encodePng(pixels, 1024, IMAGES)
  const labels = (count: number) => Buffer.from(JSON.stringify(Array.from({ length: count }, (_, at) => at % 10)))
  const pictures = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']
  return gzipSync(
    tarOf([
      ...pictures.map((name) => ({ name: `package/${name}.png`, content: picture })),
      {
        name: 'package/train_lables.json',
        content: more.labels ? Buffer.from(JSON.stringify(more.labels)) : labels(5 * IMAGES),
      },
      { name: 'package/test_lables.json', content: labels(IMAGES) },
    ]),
    { level: 1 },
  )
}

async function written(content: Buffer): Promise<string> {
  const path = join(await temporaryFolder(), 'package.tgz')
  await writeFile(path, content)
  return path
}

describe('readCifar10', () => {
  it('gives every image as a PNG of its class, training before test', async () => {
    const path = await written(packageOf())
    const seen = new Map<string, number>()
    let last = ''
    for await (const { name, content } of readCifar10(path)) {
      const folder = name.slice(0, name.lastIndexOf('/'))
      seen.set(folder, (seen.get(folder) ?? 0) + 1)
      last = name
      if (name !== 'train/deer/00015.png' && name !== 'test/frog/00007.png') continue
      const image = await decodeImage(content, 32)
      const expected = Uint8Array.from({ length: 3072 }, (_, at) => (Number(name.slice(-9, -4)) - 1 + at) % 256)
      expect(image).toEqual({ ok: true, value: expected })
    }
    expect(last).toBe('test/truck/10000.png')
    expect([...seen.keys()].slice(0, 3)).toEqual(['train/airplane', 'train/automobile', 'train/bird'])
    expect([...seen.values()]).toEqual([...Array<number>(10).fill(5000), ...Array<number>(10).fill(1000)])
  })

  it('refuses a package with labels or a picture that are not what they should be', async () => {
    const first = async (path: string) => readCifar10(path).next()
    await expect(first(await written(packageOf({ labels: [10] })))).rejects.toThrow('no class')
    await expect(first(await written(gzipSync(tarOf([]))))).rejects.toThrow('a picture is missing')
  })
})
