import { expect, test } from 'vitest'
import { describeLayers } from '../../../shared/inspection/describe-layers.ts'
import { xception } from '../../../shared/zoo/xception.ts'

test('of plain convolutions, those over one pixel are pointwise: in Xception the shortcuts alone', () => {
  const layers = describeLayers(xception())
  const pointwise = layers.filter((layer) => layer.pointwise)
  expect(pointwise.map(({ shape }) => shape)).toEqual([
    [74, 74, 128],
    [37, 37, 256],
    [19, 19, 728],
    [10, 10, 1024],
  ])
  expect(layers.filter(({ kind }) => kind === 'conv2d')).toHaveLength(6)
})
