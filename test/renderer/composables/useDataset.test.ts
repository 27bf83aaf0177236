import { describe, expect, test } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createDataset } from '../../../renderer/composables/useDataset.ts'
import { recording } from '../recording.ts'

const open = (scene: 'done' | 'scanning' = 'done') =>
  createDataset(createClient(createReplayBridge(recording, { scene, speed: 1 })))
const file = (name: string) => new File([], name)

describe('a dataset', () => {
  test('opens with its counts', async () => {
    const dataset = open()
    const opening = dataset.openSample()
    expect(dataset.scan.value).toMatchObject({ name: 'Fashion-MNIST' })
    await opening
    expect(dataset.scan.value).toBeNull()
    expect(dataset.summary.value?.classes).toHaveLength(10)
    expect(dataset.totals.value).toEqual({ training: 4000, validation: 1000, test: 0 })
  })

  test('tells what it has counted while it is scanned', async () => {
    const dataset = open('scanning')
    void dataset.openSample()
    await expect.poll(() => dataset.classes.value.length).toBe(10)
    expect(dataset.summary.value).toBeNull()
    expect(dataset.classes.value[0]?.count).toBeLessThan(500)
    await dataset.cancel()
    expect(dataset.scan.value).toBeNull()
    expect(dataset.error.value).toBeNull()
  })

  test('that cannot be opened leaves the one before it in place', async () => {
    const dataset = open()
    await dataset.openSample()
    await dataset.openDropped(file('lonely'))
    expect(dataset.error.value).toEqual({ code: 'dataset-one-class', data: { path: 'lonely', label: 'Bag' } })
    expect(dataset.summary.value?.name).toBe('Fashion-MNIST')
  })

  test('takes its last failure away when the next is tried', async () => {
    const dataset = open()
    await dataset.openDropped(file('empty'))
    expect(dataset.error.value?.code).toBe('dataset-empty')
    const opening = dataset.openDropped(file('photos.zip'))
    expect(dataset.error.value).toBeNull()
    await opening
    expect(dataset.summary.value).toMatchObject({ name: 'photos.zip', kind: 'zip' })
  })

  test('opened last wins over one that takes longer', async () => {
    const dataset = open()
    const first = dataset.openDropped(file('slow'))
    const second = dataset.openDropped(file('quick'))
    await Promise.all([first, second])
    expect(dataset.summary.value?.name).toBe('quick')
  })
})
