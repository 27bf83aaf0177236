import type { Tensor } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { dropOut, pixelTensor, preprocess } from '../../../../main/engine/backend/input-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { XCEPTION_PREPROCESSING } from '../../../../shared/graph/layer-graph.ts'
import { leftBehind, tapeGradients, uniform } from './gradient-check.ts'

describe('preprocess', () => {
  const pixels = Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, index) => (index * 37) % 256)
  const run = () =>
    tf.tidy(() =>
      preprocess(pixelTensor(pixels, 2, 4), XCEPTION_PREPROCESSING)
        .dataSync<'float32'>()
        .slice(),
    )

  it('takes every byte from -1 to 1, in its place', () => {
    run().forEach((value, index) => expect(value).toBeCloseTo((pixels[index] ?? NaN) / 127.5 - 1, 6))
  })

  it('reaches exactly the ends of the range', () => {
    const ends = tf.tidy(() =>
      preprocess(pixelTensor(Uint8Array.of(0, 255, 0), 1, 1), XCEPTION_PREPROCESSING).dataSync(),
    )
    expect(Array.from(ends)).toEqual([-1, 1, -1])
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(run)).toEqual({ tfjs: 0, native: 0 })
  })
})

describe('dropOut', () => {
  const seed = (step: number) => tf.tensor1d([7, step], 'int32')
  const ones = tf.ones([200, 50])
  const draw = (step: number, rate = 0.3) =>
    tf.tidy(() => dropOut(ones, rate, seed(step)).dataSync<'float32'>().slice())

  it('drops about its rate and scales up the rest, so that the mean stays', () => {
    const values = draw(1)
    const dropped = values.filter((value) => value === 0).length / values.length
    expect(dropped).toBeGreaterThan(0.28)
    expect(dropped).toBeLessThan(0.32)
    for (const value of values) if (value !== 0) expect(value).toBeCloseTo(1 / 0.7, 6)
  })

  it('draws the same for the same seed and another for the next step', () => {
    expect(draw(4)).toEqual(draw(4))
    expect(draw(4)).not.toEqual(draw(5))
  })

  it('passes gradients on where values passed', () => {
    const x = uniform([30, 4], 2)
    const work = (given: Tensor) => dropOut(given, 0.5, seed(3))
    const [gradient] = tapeGradients(work, [x])
    const mask = tf.tidy(() => dropOut(tf.onesLike(x), 0.5, seed(3)).dataSync())
    const [plain] = tapeGradients((given) => tf.mul(given, 1), [x])
    gradient?.forEach((value, index) => expect(value).toBeCloseTo((plain?.[index] ?? NaN) * (mask[index] ?? NaN), 6))
  })

  it('leaves no tensors behind', () => {
    expect(leftBehind(() => draw(1))).toEqual({ tfjs: 0, native: 0 })
  })
})
