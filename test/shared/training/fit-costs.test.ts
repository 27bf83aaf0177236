import { expect, it } from 'vitest'
import { costOf, fitCosts } from '../../../shared/training/fit-costs.ts'

const sample = (values: number, bytes: number, ms: number) => ({ features: [1, values, bytes], ms })

it('finds the costs that the times are made of, whatever their size', () => {
  const time = (values: number, bytes: number) => 0.1 + 2e-6 * values + 5e-9 * bytes
  const sizes = [
    [1e3, 1e6],
    [1e6, 2e6],
    [4e6, 1e9],
    [2e7, 3e7],
  ] as const
  const costs = fitCosts(sizes.map(([values, bytes]) => sample(values, bytes, time(values, bytes))))
  expect(costs[0]).toBeCloseTo(0.1, 6)
  expect(costs[1]).toBeCloseTo(2e-6, 12)
  expect(costs[2]).toBeCloseTo(5e-9, 15)
  expect(costOf(costs, [1, 3e6, 4e7])).toBeCloseTo(time(3e6, 4e7), 6)
})

it('gives no feature a cost below zero, where plain least squares would', () => {
  const samples = [sample(1e6, 1e6, 1), sample(2e6, 3e6, 1.5), sample(4e6, 9e6, 2)]
  const costs = fitCosts(samples)
  expect(costs.every((cost) => cost >= 0)).toBe(true)
  expect(costs.some((cost) => cost > 0)).toBe(true)
})

it('weighs errors by the time, so that a long sample does not drown the short ones', () => {
  const samples = [
    { features: [1, 1], ms: 1 },
    { features: [1, 1.1], ms: 1.1 },
    { features: [1, 1000], ms: 2000 },
  ]
  const costs = fitCosts(samples)
  for (const { features, ms } of samples) expect(costOf(costs, features) / ms).toBeGreaterThan(0.5)
  expect(costOf(costs, [1, 1])).toBeLessThan(1.6)
})

it('gives nothing where there is nothing to fit', () => {
  expect(fitCosts([])).toEqual([])
  expect(costOf([], [1, 5])).toBe(0)
})
