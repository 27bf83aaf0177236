import { expect, test } from 'vitest'
import { configurations, inOrder } from '../../bench/configurations.ts'

test('results stand in the order of the configurations, however they came', () => {
  const results = configurations(2).map(({ id }, index) => ({ id, index }))
  expect(inOrder(results.toReversed())).toEqual(results)
})
