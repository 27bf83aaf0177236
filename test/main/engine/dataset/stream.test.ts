import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openDataset } from '../../../../main/engine/dataset/dataset.ts'
import { packsFolder } from '../../../../main/engine/runs/store-paths.ts'
import { temporaryFolder, twoClasses, writeZip } from './image-files.ts'

const program = join(import.meta.dirname, 'stream-program.ts')

interface Epoch {
  readonly digest: string
  readonly peakBytes: number
}

async function pets(perClass: number) {
  const store = await temporaryFolder()
  const path = join(store, 'pets.zip')
  await writeZip(path, twoClasses(perClass))
  const dataset = await openDataset({ path, store, split: { validation: 0.2, test: 0, seed: 1 } })
  if (!dataset.ok) throw new Error(JSON.stringify(dataset.error))
  const { datasetId } = dataset.value.summary
  const stream = async (inputSize: number, epochs: number, environment: Record<string, string> = {}) => {
    const args = [program, store, datasetId, String(inputSize), String(epochs)]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...environment } })
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Epoch)
  }
  const pack = () => join(packsFolder(store), readdirSync(packsFolder(store))[0] ?? '')
  return { store, stream, pack }
}

const digests = (epochs: readonly Epoch[]) => epochs.map(({ digest }) => digest)

describe('streaming a dataset', () => {
  it('takes memory for a few batches, however large the decoded images are together', async () => {
    const { stream, pack } = await pets(1000)
    const [first, second] = await stream(299, 2)
    // The batches under way are 64 MB at most, and those that were used wait to be collected.
    expect(readFileSync(pack()).length).toBeGreaterThan(400e6)
    const [small] = await stream(8, 1)
    for (const epoch of [first, second])
      expect((epoch?.peakBytes ?? Infinity) - (small?.peakBytes ?? 0)).toBeLessThan(300e6)
  })

  it('gives the same bytes decoded, from the pack, and from a pack that is damaged or gone', async () => {
    const { store, stream, pack } = await pets(40)
    const expected = digests(await stream(24, 3, { XW_PIXELS_GB: '0' }))
    expect(readdirSync(store)).not.toContain('cache')
    expect(digests(await stream(24, 3))).toEqual(expected)
    expect(digests(await stream(24, 3))).toEqual(expected)
    const bytes = readFileSync(pack())
    for (let at = 5; at < bytes.length; at += 3001) bytes[at] = (bytes[at] ?? 0) ^ 255
    writeFileSync(pack(), bytes.subarray(0, (bytes.length * 3) / 4))
    expect(digests(await stream(24, 3))).toEqual(expected)
    rmSync(join(store, 'cache'), { recursive: true })
    expect(digests(await stream(24, 3))).toEqual(expected)
  })

  it('goes on the same when the pack is deleted in the middle', async () => {
    const { store, stream } = await pets(150)
    const expected = digests(await stream(64, 4, { XW_PIXELS_GB: '0' }))
    const streaming = stream(64, 4)
    let deleted = 0
    const timer = setInterval(() => {
      rmSync(join(store, 'cache'), { recursive: true, force: true, maxRetries: 3 })
      deleted++
    }, 20)
    expect(digests(await streaming.finally(() => clearInterval(timer)))).toEqual(expected)
    expect(deleted).toBeGreaterThan(3)
  })

  it('lets two processes fill and read one pack at once', async () => {
    const { stream, pack } = await pets(100)
    const expected = digests(await stream(48, 2, { XW_PIXELS_GB: '0' }))
    const both = await Promise.all([stream(48, 2), stream(48, 2)])
    expect(both.map(digests)).toEqual([expected, expected])
    expect(readdirSync(join(pack(), '..'))).toHaveLength(1)
  })
})
