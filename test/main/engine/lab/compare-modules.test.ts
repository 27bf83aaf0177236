import { beforeAll, describe, expect, it } from 'vitest'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { bundledGoldenImages, goldenPixels } from '../../../../main/engine/formats/golden-images.ts'
import { compareComposition, compareSegments, type LabInput } from '../../../../main/engine/lab/compare-modules.ts'
import { inceptionModule } from '../../../../shared/zoo/inception-module.ts'
import { uniform } from '../backend/gradient-check.ts'

const SIZE = 20
const OPTIONS = { size: SIZE, channels: 3, filters: 12, segments: 3, kernel: 3, activation: 'none' } as const
const EQUAL = 1e-5

const inputs: Record<'random' | 'real', LabInput> = {
  random: { values: uniform([2, SIZE, SIZE, 3], 6).dataSync<'float32'>() as Float32Array, count: 2 },
  real: { values: new Float32Array(), count: 0 },
}

beforeAll(async () => {
  const images = (await bundledGoldenImages()).slice(0, 3)
  const pixels = await goldenPixels(images, inceptionModule({ ...OPTIONS, form: 'plain' }))
  if (!pixels.ok) throw new Error(pixels.error.code)
  inputs.real = { values: Float32Array.from(pixels.value, (pixel) => pixel / 127.5 - 1), count: images.length }
})

describe.each(['random', 'real'] as const)('on %s input', (kind) => {
  describe.each(['none', 'relu'] as const)(
    'Fig. 2 and Fig. 3 are the same function, %s between the halves',
    (activation) => {
      it.each([1, 2, 3, 4, 6, 12])('with %i segments', (segments) => {
        const compared = compareSegments({ ...OPTIONS, segments, activation }, inputs[kind], 7)
        if (!compared.ok) throw new Error(compared.error.code)
        expect(compared.value.values).toBe(inputs[kind].count * SIZE * SIZE * 12)
        expect(compared.value.relativeError).toBeLessThan(EQUAL)
      })
    },
  )

  describe.each(['depthwise-first', 'pointwise-first'] as const)('%s', (order) => {
    it('is the plain convolution with the composed kernel when nothing stands between', () => {
      expect(compareComposition({ ...OPTIONS, order }, inputs[kind], 7).relativeError).toBeLessThan(EQUAL)
    })

    it.each(['relu', 'elu'] as const)('is another function with %s between', (activation) => {
      const { relativeError } = compareComposition({ ...OPTIONS, order, activation }, inputs[kind], 7)
      expect(relativeError).toBeGreaterThan(0.05)
    })
  })
})

it('refuses segments that do not divide', () => {
  const compared = compareSegments({ ...OPTIONS, segments: 5 }, inputs.random, 7)
  expect(compared).toMatchObject({ ok: false, error: { code: 'option-invalid', data: { option: 'segments' } } })
})

it('keeps no tensors', () => {
  const before = tf.memory().numTensors
  compareSegments(OPTIONS, inputs.random, 1)
  compareComposition({ ...OPTIONS, order: 'depthwise-first' }, inputs.random, 1)
  expect(tf.memory().numTensors).toBe(before)
})
