import { expect, test } from 'vitest'
import { readFunctional } from '../../../../main/engine/formats/functional/read-functional.ts'

/** A vector of 4096 values, scaled so many times: each is a matrix of 16 million in a layer graph, and a line in a file. */
function scaledVector(times: number) {
  const layers = [
    { class_name: 'InputLayer', config: { name: 'image', batch_shape: [null, 64, 64, 1] } },
    { class_name: 'Flatten', config: { name: 'vector' } },
    ...Array.from({ length: times }, (_, index) => {
      return { class_name: 'Rescaling', config: { name: `scaling${index}`, scale: 2 + index, offset: 0 } }
    }),
  ]
  return { class_name: 'Sequential', config: { name: 'bomb', layers } }
}

test('a vector is scaled by a diagonal matrix', () => {
  const { constants } = readFunctional(scaledVector(1), 'the model', undefined)
  const kernel = constants.get('scaling0/kernel')
  expect(kernel).toHaveLength(4096 ** 2)
  expect([kernel?.[0], kernel?.[1], kernel?.[4097], kernel?.at(-1)]).toEqual([2, 0, 2, 2])
})

test('a small file may not fill the memory with values that it does not hold', () => {
  expect(() => readFunctional(scaledVector(2000), 'the model', undefined)).toThrow(
    'layer "scaling2" implies over 33554432 values',
  )
})
