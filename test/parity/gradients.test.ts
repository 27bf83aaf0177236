import { expect, test } from 'vitest'
import { tf } from '../../main/engine/backend/tensorflow.ts'
import { dataGradients } from '../../main/engine/model/data-gradients.ts'
import { createModelFrom } from '../../main/engine/model/model.ts'
import { createRandom } from '../../shared/training/random.ts'
import { xceptionOptionsSchema, type XceptionOptions } from '../../shared/zoo/xception-options.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { relativeL2 } from './errors.ts'
import { classLabels, normalTensor, prefixed, freshWeights, weightData } from './fixtures.ts'
import { askKeras, describeParity } from './keras.ts'
import type { NamedTensor, TensorFile } from './tensor-file.ts'

const SMALL = { inputSize: 32, width: 0.25, middle: 2, classes: 10, batchNormMomentum: 0.9 } as const

const BATCH = 2
const DRAWS = 3

interface Case extends Partial<XceptionOptions> {
  readonly labelSmoothing?: number
}

const cases: readonly Case[] = [
  {},
  { labelSmoothing: 0.1 },
  { order: 'pointwise-first' },
  { activation: 'relu' },
  { activation: 'elu' },
  { order: 'pointwise-first', activation: 'elu' },
  { residuals: false },
]

function ours(
  options: XceptionOptions,
  labelSmoothing: number,
  weights: TensorFile,
  images: NamedTensor,
  labels: NamedTensor,
) {
  const model = createModelFrom(xception(options), weightData(weights))
  if (!model.ok) throw new Error(model.error.code)
  const gradients = new Map<string, Float32Array>()
  tf.tidy(() => {
    const input = tf.tensor4d(images.data.slice(), [BATCH, 32, 32, 3])
    const classes = tf.tensor1d(Int32Array.from(labels.data), 'int32')
    const computed = dataGradients(model.value, input, classes, {
      labelSmoothing,
      sampleWeights: null,
      frozen: new Set(),
      dropoutSeed: tf.tensor1d([0, 0], 'int32'),
    })
    for (const [key, tensor] of computed.gradients) gradients.set(key, tensor.dataSync<'float32'>().slice())
  })
  model.value.dispose()
  return gradients
}

/** Largest error over all weights for one draw of weights and images, and how many weights were compared. */
async function compare(options: XceptionOptions, labelSmoothing: number, seed: number) {
  const weights = freshWeights(xception(options), seed)
  const images = normalTensor([BATCH, 32, 32, 3], createRandom(seed + 1))
  const labels = classLabels(BATCH, 10, seed + 2)
  const answer = await askKeras(
    'gradients',
    { model: 'small', options, labelSmoothing },
    new Map([...prefixed('weight:', weights), ['images', images], ['labels', labels]]),
  )
  const expected = [...answer].filter(([key]) => key.startsWith('gradient:'))
  const gradients = ours(options, labelSmoothing, weights, images, labels)
  expect(gradients.size).toBe(expected.length)
  return Math.max(
    ...expected.map(([key, { data }]) => {
      return relativeL2(gradients.get(key.slice('gradient:'.length)) ?? new Float32Array(), data)
    }),
  )
}

describeParity('gradients of every weight, with batch statistics', () => {
  test.each(cases)('agree with Keras: %j', async ({ labelSmoothing = 0, ...variant }) => {
    const options = xceptionOptionsSchema.parse({ ...SMALL, ...variant })
    // A value that rounding puts on the other side of a ReLU's or a pool's kink changes gradients by a step, in either
    // implementation. With so few values most draws have none such; a wrong formula fails on every draw.
    let error = Infinity
    for (let draw = 0; draw < DRAWS && !(error < 1e-4); draw++)
      error = await compare(options, labelSmoothing, 21 + draw)
    expect(error).toBeLessThan(1e-4)
  })
})
