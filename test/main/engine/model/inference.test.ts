import { describe, expect, it } from 'vitest'
import { backend, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { programs } from '../../../../main/engine/backend/program-cache.ts'
import { createInference, type Inference } from '../../../../main/engine/model/inference.ts'
import { createModelFrom, readWeights, writeWeights, type Model } from '../../../../main/engine/model/model.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { leftBehind, relativeL2 } from '../backend/gradient-check.ts'
import { smallModel, VARIANTS } from '../formats/models.ts'

function open(options: Parameters<typeof smallModel>[0] = {}): Model {
  const { graph, weights } = smallModel(options)
  const model = createModelFrom(graph, weights)
  if (!model.ok) throw new Error(JSON.stringify(model.error))
  return model.value
}

function randomPixels({ graph }: Model, count: number): Uint8Array {
  const random = createRandom(8)
  return Uint8Array.from({ length: count * (graph.inputShape[0] ?? 0) ** 2 * 3 }, () => random.below(256))
}

const logitsOf = (inference: Inference, pixels: Uint8Array, count: number) =>
  tf.tidy(() =>
    inference
      .logits({ pixels, indices: new Int32Array(count), count })
      .dataSync<'float32'>()
      .slice(),
  )

describe.each(Object.entries(VARIANTS))('compiled inference, %s', (_, options) => {
  it('gives the eager logits, for as many images as it takes and for fewer', () => {
    const model = open(options)
    const pixels = randomPixels(model, 3)
    const one = pixels.subarray(0, pixels.length / 3)
    const ways = [{ engine: 'eager' }, { engine: 'compiled' }, { engine: 'compiled', constantWeights: true }] as const
    const results = ways.map((way) => {
      const { engine } = way
      const inference = createInference(model, { capacity: 3, ...way })
      const logits = [logitsOf(inference, pixels, 3), logitsOf(inference, one, 1)] as const
      expect(inference.used()).toEqual({ engine })
      inference.dispose()
      return logits
    })
    const [eager, ...compiled] = results
    expect(compiled).toHaveLength(2)
    for (const each of compiled) {
      expect(each[0]).toHaveLength(15)
      expect(each[1]).toHaveLength(5)
      expect(relativeL2(each[0], eager?.[0] ?? [])).toBeLessThan(1e-5)
      expect(relativeL2(each[1], eager?.[1] ?? [])).toBeLessThan(1e-5)
    }
    model.dispose()
  })
})

describe('compiled inference', () => {
  it('keeps to the weights that it was made with, and a new one takes the new', () => {
    const model = open()
    const pixels = randomPixels(model, 2)
    const first = createInference(model, { capacity: 2 })
    const before = logitsOf(first, pixels, 2)
    const bias = Float32Array.of(1, 2, 3, 4, 5)
    writeWeights(model, new Map([['predictions/bias', bias]]))
    expect(logitsOf(first, pixels, 2)).toEqual(before)
    const second = createInference(model, { capacity: 2 })
    expect(second.isReady()).toBe(true)
    const old = smallModel().weights.get('predictions/bias') as Float32Array
    const expected = before.map((value, index) => value + (bias[index % 5] ?? 0) - (old[index % 5] ?? 0))
    expect(relativeL2(logitsOf(second, pixels, 2), expected)).toBeLessThan(1e-5)
    for (const each of [first, second, model]) each.dispose()
  })

  it('runs op by op and says why where compiling fails', () => {
    const model = open({ classes: 7 })
    const pixels = randomPixels(model, 1)
    const real = backend.binding
    const broken = () => {
      throw new Error('no place for the graph')
    }
    const inference = createInference(model, { capacity: 1 })
    backend.binding = Object.create(real, { loadSavedModel: { value: broken } }) as typeof real
    inference.prepare()
    backend.binding = real
    expect(inference.used()).toEqual({ engine: 'eager', reason: 'no place for the graph' })
    expect(logitsOf(inference, pixels, 1)).toHaveLength(7)
    inference.dispose()
    model.dispose()
  })

  it('leaves neither tensors nor sessions behind', () => {
    const sessions = backend.binding.getNumOfSavedModels()
    const use = () => {
      const model = open({ classes: 4 })
      for (const constantWeights of [false, true]) {
        const inference = createInference(model, { capacity: 2, constantWeights })
        logitsOf(inference, randomPixels(model, 2), 2)
        inference.dispose()
      }
      expect(readWeights(model).size).toBeGreaterThan(0)
      model.dispose()
    }
    expect(leftBehind(use)).toEqual({ tfjs: 0, native: 0 })
    programs.clear()
    expect(backend.binding.getNumOfSavedModels()).toBeLessThanOrEqual(sessions)
  })
})
