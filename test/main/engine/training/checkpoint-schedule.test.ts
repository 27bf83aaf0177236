import { expect, test } from 'vitest'
import { createCheckpointSchedule } from '../../../../main/engine/training/checkpoint-schedule.ts'

test('due when the interval has passed', () => {
  const schedule = createCheckpointSchedule(120_000, 0)
  expect(schedule.isDue(119_999)).toBe(false)
  expect(schedule.isDue(120_000)).toBe(true)
  schedule.wrote(120_500, 500)
  expect(schedule.isDue(240_499)).toBe(false)
  expect(schedule.isDue(240_500)).toBe(true)
})

test('a slow write stretches the interval to a hundred times its own length', () => {
  const schedule = createCheckpointSchedule(120_000, 0)
  schedule.wrote(120_000, 5000)
  expect(schedule.isDue(120_000 + 499_999)).toBe(false)
  expect(schedule.isDue(120_000 + 500_000)).toBe(true)
  schedule.wrote(620_000, 100)
  expect(schedule.isDue(740_000)).toBe(true)
})

test('the first epoch may always be written, the next when it costs no more than 1 % of the time', () => {
  const schedule = createCheckpointSchedule(120_000, 0)
  expect(schedule.isAffordable(0)).toBe(true)
  schedule.wrote(1000, 20)
  expect(schedule.isAffordable(2999)).toBe(false)
  expect(schedule.isAffordable(3000)).toBe(true)
})
