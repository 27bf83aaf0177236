import { createHash } from 'node:crypto'
import { readdirSync, rmSync, truncateSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBatchSource, type Batch, type BatchOptions } from '../../../../main/engine/dataset/batches.ts'
import { decodeImage, openDataset, type Dataset } from '../../../../main/engine/dataset/dataset.ts'
import { packsFolder } from '../../../../main/engine/runs/store-paths.ts'
import { RESIZES, type Resize } from '../../../../shared/graph/layer-graph.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { png, pngOf, temporaryFolder, twoClasses, writeTree } from './image-files.ts'

const INPUT = { size: 16, resize: 'bilinear-antialias' } as const
const augmentation = { flip: true, shift: 0.2, brightness: 0.2 }

async function pets(perClass = 25): Promise<Dataset> {
  const folder = await temporaryFolder()
  await writeTree(folder, { ...twoClasses(perClass), 'dog/wide.png': png(40, 10, 9) })
  const result = await openDataset({
    path: folder,
    split: { validation: 0.2, test: 0, seed: 1 },
    store: await temporaryFolder(),
  })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

function source(dataset: Dataset, more: Partial<BatchOptions> = {}) {
  const made = createBatchSource(dataset, { input: INPUT, batchSize: 8, augmentation, seed: 1, ...more })
  onTestFinished(() => made.close())
  return made
}

async function all(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const collected: Batch[] = []
  for await (const batch of batches) collected.push(batch)
  return collected
}

const digest = (batches: readonly Batch[]) =>
  batches.map(({ pixels, labels }) => createHash('sha256').update(pixels).update(labels).digest('hex'))

describe('createBatchSource', () => {
  it('gives each training image once an epoch, and each validation image once', async () => {
    const dataset = await pets()
    const batches = source(dataset)
    expect(batches).toMatchObject({
      trainingSamples: 41,
      validationSamples: 10,
      stepsPerEpoch: 6,
      classCounts: [20, 21],
    })
    expect(batches.labels).toEqual(['cat', 'dog'])
    const epoch = await all(batches.training(1, 0))
    expect(epoch.map(({ count }) => count)).toEqual([8, 8, 8, 8, 8, 1])
    const indices = epoch.flatMap((batch) => [...batch.indices])
    const expected = dataset.images.filter(({ split }) => split === 'training').map(({ index }) => index)
    expect(indices).not.toEqual(expected)
    expect([...indices].sort((a, b) => a - b)).toEqual(expected)
    for (const { labels, indices: own, pixels, count } of epoch) {
      expect([...labels]).toEqual([...own].map((index) => dataset.images[index]?.classIndex))
      expect(pixels.length).toBe(count * 16 * 16 * 3)
    }
    const validation = await all(batches.validation())
    expect(validation.flatMap((batch) => [...batch.indices])).toEqual(
      dataset.images.filter(({ split }) => split === 'validation').map(({ index }) => index),
    )
  })

  it('gives the pixels of the files, unaugmented for validation', async () => {
    const dataset = await pets()
    for (const { pixels, indices } of await all(source(dataset).validation())) {
      indices.forEach((index, place) => {
        const { file = '', classIndex = 0 } = dataset.images[index] ?? {}
        const shade = file === 'dog/wide.png' ? 9 : Number(file.slice(4, 7)) + 25 * classIndex
        expect(new Set(pixels.subarray(place * 768, (place + 1) * 768))).toEqual(new Set([shade]))
      })
    }
  })

  it('brings files to size in the way that is asked for, and takes no pixels that were kept of another way', async () => {
    const folder = await temporaryFolder()
    const random = createRandom(5)
    const noise = () => {
      const rows = Array.from({ length: 40 }, () => [0, ...Array.from({ length: 150 }, () => random.below(256))])
      return pngOf(50, 40, deflateSync(Buffer.from(rows.flat())))
    }
    const names = ['a/0.png', 'a/1.png', 'b/0.png', 'b/1.png']
    await writeTree(folder, Object.fromEntries(names.map((name) => [name, noise()])))
    const split = { validation: 0, test: 0, seed: 1 }
    const opened = await openDataset({ path: folder, split, store: await temporaryFolder() })
    if (!opened.ok) throw new Error(opened.error.code)
    const dataset = opened.value
    const seen = async (resize: Resize) => {
      const [batch] = await all(source(dataset, { input: { ...INPUT, resize } }).images([0, 1, 2, 3]))
      return batch?.pixels
    }
    const expected = new Map<Resize, Buffer>()
    for (const resize of RESIZES) {
      const decoded = await Promise.all(
        dataset.images.map(async ({ file }) => decodeImage(await readFile(join(folder, file)), 16, file, resize)),
      )
      expected.set(resize, Buffer.concat(decoded.map((each) => (each.ok ? each.value : new Uint8Array()))))
    }
    expect(new Set([...expected.values()].map((bytes) => bytes.toString('base64'))).size).toBe(3)
    for (const resize of RESIZES) expect(Buffer.from((await seen(resize)) ?? [])).toEqual(expected.get(resize))
    // Each from what was kept of it.
    await rm(folder, { recursive: true })
    for (const resize of RESIZES) expect(Buffer.from((await seen(resize)) ?? [])).toEqual(expected.get(resize))
  })

  it('repeats for the same seed and epoch, and only then', async () => {
    const dataset = await pets()
    const first = digest(await all(source(dataset).training(3, 0)))
    expect(digest(await all(source(dataset).training(3, 0)))).toEqual(first)
    expect(digest(await all(source(dataset).training(4, 0)))).not.toEqual(first)
    expect(digest(await all(source(dataset, { seed: 2 }).training(3, 0)))).not.toEqual(first)
  })

  it('goes on in the middle of an epoch with the very same batches', async () => {
    const dataset = await pets()
    const whole = await all(source(dataset).training(2, 0))
    const rest = await all(source(dataset).training(2, 4))
    expect(digest(rest)).toEqual(digest(whole.slice(4)))
    expect(await all(source(dataset).training(2, 6))).toEqual([])
  })

  it('gives equal batches with all, some and none of the images kept on disk', async () => {
    const dataset = await pets()
    const image = 16 * 16 * 3 + 8
    const results = []
    for (const cacheBytes of [1000 * image, 20 * image, 0]) {
      const batches = source(dataset, { cacheBytes })
      results.push(digest([...(await all(batches.training(1, 0))), ...(await all(batches.training(2, 0)))]))
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  it('needs no file again once it is kept, not even in a later run, and each time where nothing is kept', async () => {
    const dataset = await pets()
    const [kept, streamed] = [source(dataset), source(dataset, { cacheBytes: 0 })]
    const before = digest(await all(kept.training(1, 0)))
    await all(streamed.training(1, 0))
    await rm(dataset.root, { recursive: true })
    expect(digest(await all(kept.training(1, 0)))).toEqual(before)
    expect(digest(await all(source(dataset).training(1, 0)))).toEqual(before)
    expect((await all(streamed.training(1, 0))).every(({ count }) => count === 0)).toBe(true)
    expect(streamed.problems).toHaveLength(41)
  })

  it('leaves out a file that fails to decode, says so once, and goes on', async () => {
    const dataset = await pets()
    const bad = dataset.images.find(({ split }) => split === 'training')?.file ?? ''
    await writeFile(join(dataset.root, bad), 'no longer an image')
    const batches = source(dataset, { cacheBytes: 0 })
    for (const epoch of [1, 2]) {
      const counts = (await all(batches.training(epoch, 0))).map(({ count }) => count)
      expect(counts).toHaveLength(6)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
    }
    expect(batches.problems).toEqual([{ file: bad, code: 'unreadable', action: 'left-out', detail: 'not-an-image' }])
  })

  it('keeps the other images of a batch as they were when one fails', async () => {
    const dataset = await pets()
    const [first] = await all(source(dataset, { cacheBytes: 0 }).training(1, 0))
    const bad = first?.indices[2] ?? -1
    await rm(join(dataset.root, dataset.images[bad]?.file ?? ''))
    const [damaged] = await all(source(dataset, { cacheBytes: 0 }).training(1, 0))
    expect([...(damaged?.indices ?? [])]).toEqual([...(first?.indices ?? [])].filter((index) => index !== bad))
    expect(damaged?.pixels.subarray(2 * 768)).toEqual(first?.pixels.subarray(3 * 768))
  })

  it('decodes two batches ahead while its caller holds the thread', async () => {
    const dataset = await pets()
    const iterator = source(dataset, { cacheBytes: 0 }).training(1, 0)[Symbol.asyncIterator]()
    await iterator.next()
    // Nothing but the other thread can work now; then the files go away.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
    rmSync(dataset.root, { recursive: true })
    for (let step = 0; step < 2; step++) expect((await iterator.next()).value).toMatchObject({ count: 8 })
  })

  it('makes two batches ahead from the pack too, augmented', async () => {
    const dataset = await pets()
    const batches = source(dataset)
    const expected = digest(await all(batches.training(1, 0)))
    const iterator = batches.training(1, 0)[Symbol.asyncIterator]()
    await iterator.next()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
    rmSync(dataset.root, { recursive: true })
    const [pack = ''] = readdirSync(packsFolder(dataset.store))
    truncateSync(join(packsFolder(dataset.store), pack))
    const ahead = [await iterator.next(), await iterator.next()].map(({ value }) => value as Batch)
    expect(digest(ahead)).toEqual(expected.slice(1, 3))
  })

  it('can be left in the middle of an epoch and closed', async () => {
    const batches = source(await pets(), { cacheBytes: 0 })
    for await (const batch of batches.training(1, 0)) {
      expect(batch.count).toBe(8)
      break
    }
    batches.close()
    await expect(all(batches.training(1, 0))).rejects.toThrow('closed')
  })
})
