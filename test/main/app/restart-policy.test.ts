import { expect, test } from 'vitest'
import { createRestartPolicy } from '../../../main/app/restart-policy.ts'

test('waits longer each time and gives up after five restarts within a minute', () => {
  const policy = createRestartPolicy()
  expect([0, 1, 2, 3, 4, 5].map((second) => policy.next(second * 1000))).toEqual([100, 200, 400, 800, 1600, null])
})

test('forgets what is older than a minute', () => {
  const policy = createRestartPolicy()
  for (let restart = 0; restart < 5; restart++) policy.next(0)
  expect(policy.next(59_999)).toBeNull()
  expect(policy.next(60_000)).toBe(100)
})
