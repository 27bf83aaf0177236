import { expect, test } from 'vitest'
import { createRandom, deriveSeed, shuffle } from '../../../shared/training/random.ts'

test('the same seed draws the same numbers, and a kept state goes on', () => {
  const random = createRandom(7)
  const first = [random.next(), random.next()]
  const goesOn = createRandom(random.state())
  expect(createRandom(7).next()).toBe(first[0])
  expect(goesOn.next()).toBe(random.next())
})

test('draws are even', () => {
  const random = createRandom(1)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) {
    const bin = random.below(10)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
})

test('a shuffle keeps every item, and derived seeds differ', () => {
  const items = Array.from({ length: 100 }, (_, index) => index)
  const shuffled = shuffle([...items], createRandom(3))
  expect(shuffled).not.toEqual(items)
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items)
  expect(deriveSeed(1, 'epoch', 1)).not.toBe(deriveSeed(1, 'epoch', 2))
  expect(deriveSeed(1, 'epoch', 1)).not.toBe(deriveSeed(2, 'epoch', 1))
})
