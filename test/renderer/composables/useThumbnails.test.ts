// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createThumbnails } from '../../../renderer/composables/useThumbnails.ts'
import { recording } from '../recording.ts'

async function open() {
  const bridge = createReplayBridge(recording, { scene: 'done', speed: 1 })
  const client = createClient(bridge)
  await client.request('dataset:open', { source: { kind: 'sample' } })
  const asked = vi.spyOn(client, 'request')
  return { thumbnails: createThumbnails(client), asked }
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

test('what is wanted comes in batches, once', async () => {
  const { thumbnails, asked } = await open()
  thumbnails.want('sample', range(0, 150))
  await expect.poll(() => thumbnails.url(149)).toMatch(/^blob:/)
  expect(asked).toHaveBeenCalledTimes(2)
  thumbnails.want('sample', range(0, 150))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(asked).toHaveBeenCalledTimes(2)
})

test('an image that cannot be read is null, not asked for again and again', async () => {
  const { thumbnails } = await open()
  thumbnails.want('sample', [399, 400])
  await expect.poll(() => thumbnails.url(400)).toBeNull()
  expect(thumbnails.url(399)).toMatch(/^blob:/)
})

test('another dataset gives its pictures back', async () => {
  const { thumbnails } = await open()
  const revoke = vi.spyOn(URL, 'revokeObjectURL')
  thumbnails.want('sample', range(0, 10))
  await expect.poll(() => thumbnails.url(9)).toBeDefined()
  thumbnails.want('other', [])
  expect(thumbnails.url(9)).toBeUndefined()
  expect(revoke).toHaveBeenCalledTimes(10)
})

test('long scrolling keeps a bounded number of pictures', async () => {
  const { thumbnails } = await open()
  for (let from = 0; from < 5000; from += 100) {
    thumbnails.want('sample', range(from, from + 100))
    await expect.poll(() => thumbnails.url(from + 99), { interval: 1 }).not.toBeUndefined()
  }
  expect(range(0, 5000).filter((index) => thumbnails.url(index) !== undefined).length).toBeLessThanOrEqual(3000)
  expect(thumbnails.url(4999)).toBeDefined()
})
