import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node'
import { describe, expect, it } from 'vitest'
import { convolve, convolveDepthwise, type Window } from '../../../../main/engine/backend/convolution-ops.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind, numericGradients, tapeGradients, uniform, worstDistance } from './gradient-check.ts'

interface Case extends Window {
  readonly input: readonly number[]
  readonly kernel: readonly number[]
}

const CONVOLUTIONS: Readonly<Record<string, Case>> = {
  'the 1x1 that is a matrix product': {
    input: [2, 4, 3, 5],
    kernel: [1, 1, 5, 6],
    strides: [1, 1],
    padding: 'same',
  },
  'a 1x1 without padding': { input: [2, 4, 3, 5], kernel: [1, 1, 5, 6], strides: [1, 1], padding: 'valid' },
  'a strided 1x1, as in the shortcuts, on an even size': {
    input: [2, 4, 4, 3],
    kernel: [1, 1, 3, 5],
    strides: [2, 2],
    padding: 'same',
  },
  'a strided 1x1 on an odd size': { input: [2, 5, 5, 3], kernel: [1, 1, 3, 5], strides: [2, 2], padding: 'same' },
  'a 3x3': { input: [2, 5, 4, 3], kernel: [3, 3, 3, 4], strides: [1, 1], padding: 'same' },
  'a strided 3x3 without padding, as in the stem': {
    input: [2, 7, 7, 3],
    kernel: [3, 3, 3, 4],
    strides: [2, 2],
    padding: 'valid',
  },
}

const DEPTHWISE: Readonly<Record<string, Case>> = {
  'a 3x3': { input: [2, 5, 4, 3], kernel: [3, 3, 3, 1], strides: [1, 1], padding: 'same' },
  'a 3x3 on a map smaller than itself': { input: [2, 2, 1, 3], kernel: [3, 3, 3, 1], strides: [1, 1], padding: 'same' },
  'a 3x3 on a map lower than itself': { input: [2, 2, 5, 3], kernel: [3, 3, 3, 1], strides: [1, 1], padding: 'same' },
  'a strided 3x3 on a map smaller than itself': {
    input: [2, 2, 2, 3],
    kernel: [3, 3, 3, 1],
    strides: [2, 2],
    padding: 'same',
  },
  'a strided 3x3 on an even size, which SAME pads by (0, 1)': {
    input: [2, 6, 6, 3],
    kernel: [3, 3, 3, 1],
    strides: [2, 2],
    padding: 'same',
  },
}

const at = (cases: Readonly<Record<string, Case>>) => Object.entries(cases).map(([name, each]) => ({ name, ...each }))

describe.each(at(CONVOLUTIONS))('convolve: $name', ({ input, kernel, strides, padding }) => {
  const ours = (x: Tensor, k: Tensor) => convolve(x as Tensor4D, k as Tensor4D, { strides, padding })
  const stock = (x: Tensor, k: Tensor) => tf.conv2d(x as Tensor4D, k as Tensor4D, [strides[0], strides[1]], padding)
  checkAgainst(ours, stock, [uniform(input, 5), uniform(kernel, 6)])
})

describe.each(at(DEPTHWISE))('convolveDepthwise: $name', ({ input, kernel, strides, padding }) => {
  const ours = (x: Tensor, k: Tensor) => convolveDepthwise(x as Tensor4D, k as Tensor4D, { strides, padding })
  const stock = (x: Tensor, k: Tensor) =>
    tf.depthwiseConv2d(x as Tensor4D, k as Tensor4D, [strides[0], strides[1]], padding)
  checkAgainst(ours, stock, [uniform(input, 5), uniform(kernel, 6)])
})

describe('convolveDepthwise then convolve', () => {
  const ours = (x: Tensor, depthwise: Tensor, pointwise: Tensor) => {
    const window = { strides: [1, 1], padding: 'same' } as const
    return convolve(convolveDepthwise(x as Tensor4D, depthwise as Tensor4D, window), pointwise as Tensor4D, window)
  }
  const stock = (x: Tensor, depthwise: Tensor, pointwise: Tensor) =>
    tf.separableConv2d(x as Tensor4D, depthwise as Tensor4D, pointwise as Tensor4D, [1, 1], 'same')
  checkAgainst(ours, stock, [uniform([2, 4, 5, 3], 7), uniform([3, 3, 3, 1], 8), uniform([1, 1, 3, 4], 9)])
})

type Convolution = (...inputs: [Tensor, Tensor, Tensor]) => Tensor

function checkAgainst(ours: Convolution, stock: Convolution, inputs: Tensor[]) {
  const run = (work: Convolution) => tf.tidy(() => work(...(inputs as [Tensor, Tensor, Tensor])).dataSync())

  it('gives what tfjs gives', () => {
    expect(worstDistance([run(ours) as Float32Array], [run(stock) as Float32Array])).toBeLessThan(1e-6)
  })

  it("has tfjs' gradients", () => {
    const gradients = tapeGradients(ours as (...given: Tensor[]) => Tensor, inputs)
    expect(worstDistance(gradients, tapeGradients(stock as (...given: Tensor[]) => Tensor, inputs))).toBeLessThan(1e-6)
  })

  it('has the gradients that finite differences see', () => {
    const work = ours as (...given: Tensor[]) => Tensor
    expect(worstDistance(tapeGradients(work, inputs), numericGradients(work, inputs))).toBeLessThan(1e-4)
  })

  it('leaves no tensors behind', () => {
    const work = ours as (...given: Tensor[]) => Tensor
    expect(leftBehind(() => tapeGradients(work, inputs))).toEqual({ tfjs: 0, native: 0 })
  })
}

it("gives a strided 1x1 kernel's gradient bit by bit alike at every call, which oneDNN does not", () => {
  const inputs = [uniform([32, 14, 14, 6], 5), uniform([1, 1, 6, 13], 6)]
  const work = (x?: Tensor, kernel?: Tensor) =>
    convolve(x as Tensor4D, kernel as Tensor4D, { strides: [2, 2], padding: 'same' })
  const first = tapeGradients(work, inputs)
  for (let call = 0; call < 20; call++) {
    // Something else in between, so that memory lies elsewhere.
    tf.keep(tf.add(tf.ones([call * 13 + 1]), 1))
    expect(tapeGradients(work, inputs)).toEqual(first)
  }
})
