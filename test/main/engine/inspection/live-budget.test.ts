import { expect, test } from 'vitest'
import { createLiveBudget } from '../../../../main/engine/inspection/live-budget.ts'

test('looks take a fiftieth of the time, however often they are asked for', () => {
  const budget = createLiveBudget(0)
  let now = 0
  let looks = 0
  for (let step = 0; step < 10_000; step++) {
    now += 10
    if (!budget.isAffordable(now)) continue
    now += 5
    budget.looked(now, 5)
    looks++
  }
  expect(budget.share(now)).toBeLessThanOrEqual(0.02)
  expect(budget.share(now)).toBeGreaterThan(0.015)
  expect(looks).toBeGreaterThan(300)
})
