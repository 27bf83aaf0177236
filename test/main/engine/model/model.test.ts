import { describe, expect, it } from 'vitest'
import { createModel, createModelFrom, readWeights, writeWeights } from '../../../../main/engine/model/model.ts'
import { shapeSize, weightSpecs, type WeightSpec } from '../../../../shared/graph/weight-specs.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { leftBehind } from '../backend/gradient-check.ts'
import { smallModel } from '../formats/models.ts'

const graph = xception({ inputSize: 32, width: 0.1, middle: 1, classes: 7, denseUnits: [9] })

const largest = (values: Float32Array) => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0)

/** The bound of Glorot's uniform draw for the fans that Keras counts on each kind of kernel. */
function glorotLimit({ weight, shape }: WeightSpec): number {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape
  if (shape.length === 2) return Math.sqrt(6 / (height + width))
  if (weight === 'depthwise_kernel') return Math.sqrt(6 / (9 * inputs + 9))
  return Math.sqrt(6 / (height * width * (inputs + outputs)))
}

describe('createModel', () => {
  const weights = (seed: number) => {
    const model = createModel(graph, seed)
    const read = readWeights(model)
    model.dispose()
    return read
  }
  const first = weights(3)

  it('has the weights of the specs, in their order', () => {
    const specs = weightSpecs(graph)
    expect([...first.keys()]).toEqual(specs.map(({ key }) => key))
    for (const { key, shape } of specs) expect(first.get(key)).toHaveLength(shapeSize(shape))
  })

  it('starts batch norms as the identity and biases at zero', () => {
    const constants = { gamma: 1, beta: 0, moving_mean: 0, moving_variance: 1, bias: 0 } as const
    for (const { key, weight } of weightSpecs(graph)) {
      const value = constants[weight as keyof typeof constants]
      if (value !== undefined) expect(new Set(first.get(key)), key).toEqual(new Set([value]))
    }
  })

  it("draws kernels from Glorot's uniform with Keras' fans", () => {
    const kernels = weightSpecs(graph).filter((spec) => spec.regularized && shapeSize(spec.shape) > 100)
    expect(kernels.length).toBeGreaterThan(15)
    for (const spec of kernels) {
      const values = first.get(spec.key) as Float32Array
      const limit = glorotLimit(spec)
      expect(largest(values), spec.key).toBeLessThanOrEqual(limit * (1 + 1e-6))
      expect(largest(values), spec.key).toBeGreaterThan(0.9 * limit)
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
      expect(variance / (limit ** 2 / 3), spec.key).toBeGreaterThan(0.7)
      expect(variance / (limit ** 2 / 3), spec.key).toBeLessThan(1.4)
    }
  })

  it("draws pointwise kernels by their own fans, where tfjs' SeparableConv2D takes the depthwise kernel's", () => {
    const spec = weightSpecs(graph).find(({ key }) => key === 'block7_sepconv2/pointwise_kernel') as WeightSpec
    const [, , inputs = 0, outputs = 0] = spec.shape
    const values = first.get(spec.key) as Float32Array
    expect(largest(values)).toBeCloseTo(Math.sqrt(6 / (inputs + outputs)), 3)
  })

  it('gives the same weights for the same seed, others for another', () => {
    expect(weights(3)).toEqual(first)
    expect(weights(4).get('predictions/kernel')).not.toEqual(first.get('predictions/kernel'))
  })

  it('draws each weight from a stream of its own, so that another middle flow leaves the rest as it was', () => {
    const longer = createModel(xception({ inputSize: 32, width: 0.1, middle: 2, classes: 7, denseUnits: [9] }), 3)
    const read = readWeights(longer)
    longer.dispose()
    for (const key of ['block1_conv1/kernel', 'block5_sepconv2/pointwise_kernel', 'predictions/kernel']) {
      expect(read.get(key)).toEqual(first.get(key))
    }
  })

  it('leaves nothing behind once disposed', () => {
    expect(leftBehind(() => readAndDispose(createModel(graph, 1)))).toEqual({ tfjs: 0, native: 0 })
  })
})

function readAndDispose(model: ReturnType<typeof createModel>): void {
  readWeights(model)
  model.dispose()
}

describe('createModelFrom', () => {
  const file = smallModel()

  it('takes the weights as they are, and copies them', () => {
    const mine = new Map([...file.weights].map(([key, values]) => [key, values.slice()]))
    const model = createModelFrom(file.graph, mine)
    if (!model.ok) throw new Error(model.error.code)
    mine.get('block1_conv1/kernel')?.fill(7)
    expect(readWeights(model.value)).toEqual(file.weights)
    model.value.dispose()
  })

  it.each([
    ['a missing weight', (weights: Map<string, Float32Array>) => weights.delete('block2_sepconv1/pointwise_kernel')],
    [
      'a weight of another size',
      (weights: Map<string, Float32Array>) => weights.set('block2_sepconv1/pointwise_kernel', new Float32Array(3)),
    ],
  ])('refuses %s by name', (_, harm) => {
    const weights = new Map(file.weights)
    harm(weights)
    let made: ReturnType<typeof createModelFrom> | undefined
    expect(leftBehind(() => (made = createModelFrom(file.graph, weights)))).toEqual({ tfjs: 0, native: 0 })
    expect(made).toMatchObject({ ok: false, error: { code: 'model-invalid' } })
    expect(JSON.stringify(made)).toContain('block2_sepconv1/pointwise_kernel')
  })
})

describe('writeWeights', () => {
  it('overwrites what the map names and leaves the rest', () => {
    const model = createModel(graph, 1)
    const before = readWeights(model)
    const beta = new Float32Array(before.get('block1_conv1_bn/beta')?.length ?? 0).fill(0.25)
    writeWeights(model, new Map([['block1_conv1_bn/beta', beta]]))
    expect(readWeights(model)).toEqual(new Map([...before, ['block1_conv1_bn/beta', beta]]))
    expect(() => writeWeights(model, new Map([['nowhere/kernel', beta]]))).toThrow('nowhere/kernel')
    expect(() => writeWeights(model, new Map([['predictions/bias', new Float32Array(99)]]))).toThrow()
    model.dispose()
  })
})
