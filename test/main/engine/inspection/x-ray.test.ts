import { describe, expect, it } from 'vitest'
import type { XceptionOptions } from '../../../../shared/zoo/xception-options.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

const VARIANTS: readonly (readonly [string, Partial<XceptionOptions>])[] = [
  ['depthwise first', {}],
  ['pointwise first', { order: 'pointwise-first' }],
  ['with a ReLU between the halves', { activation: 'relu' }],
  ['pointwise first with an ELU between', { order: 'pointwise-first', activation: 'elu' }],
]

describe.each(VARIANTS)('the x-ray of a separable convolution, %s', (_, options) => {
  it('adds up to the channel itself, through batch norm and activation', async () => {
    const { handlers, model, image } = await inspectedRun(options)
    const layer = 'block2_sepconv1'
    const xray = valueOf(await handlers['inspection:xray']({ model, image, layer, outputChannel: 3, top: 4 }, {}))
    expect(xray.error).toBeLessThan(1e-5)
    expect(xray.order).toBe(options.order ?? 'depthwise-first')
    expect(xray.contributors).toHaveLength(4)
    // What is shown, by hand: the contributors and the rest are the sum.
    xray.sum.forEach((sum, place) => {
      const shown = xray.contributors.reduce((total, { weight, filtered, input }) => {
        return total + weight * ((xray.order === 'depthwise-first' ? filtered : input)[place] ?? NaN)
      }, xray.rest[place] ?? NaN)
      expect(shown).toBeCloseTo(sum, 4)
    })
    if (xray.order === 'depthwise-first') expect(xray.sum).toHaveLength(xray.mixed.length)
    const { norm, normalized, activation, output } = xray
    if (!norm || !normalized || !activation) throw new Error('there is a batch norm and an activation behind it')
    const largest = Math.max(...normalized.map(Math.abs))
    normalized.forEach((value, place) => {
      const scaled = (xray.mixed[place] ?? NaN) * norm.scale + norm.shift
      expect(Math.abs(scaled - value)).toBeLessThan(1e-5 * largest)
      expect(output[place]).toBe(Math.max(0, value))
    })
    const order = xray.contributors.map(({ contribution }) => contribution)
    expect(order).toEqual([...order].sort((a, b) => b - a))
  })
})

it('says what a ReLU between the halves would cut', async () => {
  const { handlers, model, image } = await inspectedRun()
  const layer = 'block2_sepconv2'
  const xray = valueOf(await handlers['inspection:xray']({ model, image, layer, outputChannel: 0, top: 64 }, {}))
  expect(xray.cut.values).toHaveLength(xray.inputChannels)
  for (const { channel, filtered } of xray.contributors) {
    const below = filtered.filter((value) => value < 0).length / filtered.length
    expect(xray.cut.values[channel]).toBeCloseTo(below, 6)
  }
  expect(xray.cut.meanValues).toBeGreaterThan(0)
  const [kernel] = xray.contributors
  expect(kernel?.kernel).toHaveLength(9)
})

it('is for separable convolutions and for channels that there are', async () => {
  const { handlers, model, image } = await inspectedRun()
  const ask = (layer: string, outputChannel: number) =>
    handlers['inspection:xray']({ model, image, layer, outputChannel, top: 4 }, {})
  expect(await ask('block1_conv1', 0)).toMatchObject({ error: { code: 'option-invalid', data: { option: 'layer' } } })
  expect(await ask('nothing', 0)).toMatchObject({ error: { code: 'layer-unknown' } })
  expect(await ask('block2_sepconv1', 5000)).toMatchObject({ error: { code: 'option-invalid' } })
})
