import { expect, test } from 'vitest'
import { bundledGoldenImages, goldenPixels } from '../../main/engine/formats/golden-images.ts'
import { forward } from '../../main/engine/model/forward.ts'
import { createModelFrom, type Model } from '../../main/engine/model/model.ts'
import { tf } from '../../main/engine/backend/tensorflow.ts'
import { createInference } from '../../main/engine/model/inference.ts'
import { createRandom } from '../../shared/training/random.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { relativeMaximum } from './errors.ts'
import { normalTensor, prefixed, wideWeights, weightData } from './fixtures.ts'
import { askKeras, describeParity } from './keras.ts'
import type { NamedTensor, TensorFile } from './tensor-file.ts'

const SIZE = 299
const graph = xception()
const weights = wideWeights(graph, 11)

function build(): Model {
  const model = createModelFrom(graph, weightData(weights))
  if (!model.ok) throw new Error(model.error.code)
  return model.value
}

const keras = async (images: NamedTensor) => {
  const tensors: TensorFile = new Map([...prefixed('weight:', weights), ['images', images]])
  const answer = await askKeras('logits', { model: 'full' }, tensors)
  return (answer.get('logits') as NamedTensor).data
}

/** Unfolded, so that each layer is held against Keras' own, batch norm included. */
function ours(images: NamedTensor): Float32Array {
  const model = build()
  const logits = tf.tidy(() => {
    const input = tf.tensor(images.data.slice(), [...images.shape] as [number, number, number, number])
    return forward({ graph, weights: model.weights, training: null }, input as never)
      .dataSync<'float32'>()
      .slice()
  })
  model.dispose()
  return logits
}

async function realImages(): Promise<Uint8Array> {
  const all = await bundledGoldenImages()
  const pixels = await goldenPixels(
    all.filter((_, index) => index === 2 || index === 4),
    graph,
  )
  if (!pixels.ok) throw new Error(pixels.error.code)
  return pixels.value
}

describeParity('Xception at 299x299 and 1000 classes, with the same weights', () => {
  test('agrees with Keras on random input', async () => {
    const images = normalTensor([2, SIZE, SIZE, 3], createRandom(5))
    expect(relativeMaximum(ours(images), await keras(images))).toBeLessThan(1e-4)
  })

  test('agrees with Keras on real images, layer by layer and with its batch norms folded', async () => {
    const pixels = await realImages()
    const images = { shape: [2, SIZE, SIZE, 3], data: Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1) }
    const expected = await keras(images)
    expect(relativeMaximum(ours(images), expected)).toBeLessThan(1e-4)
    const model = build()
    for (const engine of ['compiled', 'eager'] as const) {
      const inference = createInference(model, { capacity: 2, engine })
      const folded = tf.tidy(() =>
        inference
          .logits({ pixels, indices: new Int32Array(2), count: 2 })
          .dataSync<'float32'>()
          .slice(),
      )
      inference.dispose()
      expect(relativeMaximum(folded, expected), engine).toBeLessThan(1e-4)
    }
    model.dispose()
  })
})
