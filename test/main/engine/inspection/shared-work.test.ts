import { expect, it } from 'vitest'
import { countNativeTensors } from '../../../../main/engine/backend/tensorflow.ts'
import { createSharedWork } from '../../../../main/engine/inspection/shared-work.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

it('is done once for all who ask meanwhile, and anew for who asks later', async () => {
  const share = createSharedWork<number>()
  let begun = 0
  const work = () => Promise.resolve(++begun)
  expect(await Promise.all([share('a', work), share('a', work), share('b', work)])).toEqual([1, 1, 2])
  expect(await share('a', work)).toBe(3)
})

it('that fails is not kept', async () => {
  const share = createSharedWork<number>()
  await expect(share('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(await share('a', () => Promise.resolve(1))).toBe(1)
})

it('reads a model once for all views that ask for it at the same time', async () => {
  const { handlers, model, image, weights } = await inspectedRun()
  const page = { rank: 'mean', offset: 0, count: 4, size: 16 } as const
  const before = countNativeTensors()
  const asked = [
    handlers['inspection:predict']({ model, image }, {}),
    handlers['inspection:maps']({ model, image, layer: 'block3_sepconv2_bn', ...page }, {}),
    handlers['inspection:describe']({ model }, {}),
    handlers['inspection:classmap']({ model, image, method: 'grad-cam', cells: 10 }, {}),
  ]
  for (const answer of await Promise.all<{ readonly ok: boolean }>(asked)) expect(answer.ok).toBe(true)
  // The weights once, and no more than a few dozen activations.
  expect(countNativeTensors() - before).toBeLessThan(weights.size * 1.5)
  expect(valueOf(await handlers['inspection:describe']({ model }, {})).layers.length).toBeGreaterThan(0)
})
