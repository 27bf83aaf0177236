import { describe, expect, test } from 'vitest'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inceptionModule } from '../../../shared/zoo/inception-module.ts'
import { checkModuleOptions, MODULE_FORMS, moduleOptionsSchema } from '../../../shared/zoo/module-options.ts'

const SIZES = { size: 8, channels: 16, filters: 24 } as const

test.each(MODULE_FORMS)('%s: a map of 16 channels in, one of 24 out, at the same size', (form) => {
  const { layers } = countCost(inceptionModule({ ...SIZES, form }))
  expect(layers[0]?.outputShape).toEqual([8, 8, 16])
  expect(layers.at(-1)).toMatchObject({ name: 'output', outputShape: [8, 8, 24] })
})

describe('segments', () => {
  const segmented = (segments: number) => inceptionModule({ ...SIZES, form: 'segmented', segments })
  const kinds = (segments: number) => segmented(segments).nodes.map((node) => node.kind)

  test('one is an ordinary convolution after a 1x1', () => {
    expect(kinds(1)).toEqual(['input', 'conv2d', 'conv2d'])
  })

  test('three are three slices, three convolutions and a concatenation', () => {
    const three = ['slice', 'conv2d', 'slice', 'conv2d', 'slice', 'conv2d']
    expect(kinds(3)).toEqual(['input', 'conv2d', ...three, 'concatenate'])
  })

  test('one per channel is the extreme module, a depthwise node', () => {
    expect(kinds(24)).toEqual(['input', 'conv2d', 'depthwiseConv2d'])
    const { nodes } = inceptionModule({ ...SIZES, form: 'extreme' })
    expect(segmented(24).nodes).toEqual(nodes)
  })

  test.each([1, 2, 3, 4, 6, 8, 12, 24])(
    '%i of them cost 9 · 24² / S spatial weights, and as many towers the same',
    (segments) => {
      const cost = countCost(segmented(segments))
      expect(cost.totalParameters).toBe(16 * 24 + (9 * 24 * 24) / segments)
      expect(cost.macs).toBe(64 * cost.totalParameters)
      const towers = countCost(inceptionModule({ ...SIZES, form: 'simplified', segments }))
      expect([towers.totalParameters, towers.macs]).toEqual([cost.totalParameters, cost.macs])
    },
  )
})

test('segments that do not divide are refused, with those that do', () => {
  const options = moduleOptionsSchema.parse({ ...SIZES, form: 'segmented', segments: 5 })
  expect(checkModuleOptions(options)).toMatchObject({
    error: {
      code: 'option-invalid',
      data: { option: 'segments', received: '5', allowed: 'a number that divides 24: 1, 2, 3, 4, 6, 8, 12, 24' },
    },
  })
  const canonical = moduleOptionsSchema.parse({ ...SIZES, form: 'canonical', filters: 10 })
  expect(checkModuleOptions(canonical)).toMatchObject({ error: { data: { option: 'filters', received: '10' } } })
})
