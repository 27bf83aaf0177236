import { describe, expect, test } from 'vitest'
import { KERAS_CLASS } from '../../../main/engine/formats/functional/layer-config.ts'
import { kerasLayerOrder } from '../../../main/engine/formats/keras/layer-order.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { inceptionResnetV2 } from '../../../shared/zoo/inception-resnet-v2.ts'
import { inceptionV3 } from '../../../shared/zoo/inception-v3.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import resnetGolden from '../../fixtures/inception-resnet-v2-keras.json' with { type: 'json' }
import v3Golden from '../../fixtures/inception-v3-keras.json' with { type: 'json' }
import xceptionGolden from '../../fixtures/xception-keras.json' with { type: 'json' }

/** Billions of multiply-adds in the results table of pytorch-image-models (`results/benchmark-*.csv`), at 299 pixels. */
const NETWORKS = [
  { name: 'Xception', graph: xception(), golden: xceptionGolden, parameters: 22_910_480, timm: '8.4' },
  { name: 'Inception v3', graph: inceptionV3(), golden: v3Golden, parameters: 23_851_784, timm: '5.7' },
  { name: 'Inception-ResNet-v2', graph: inceptionResnetV2(), golden: resnetGolden, parameters: 55_873_736, timm: '13' },
]

describe.each(NETWORKS)('$name', ({ graph, golden, parameters, timm }) => {
  const cost = countCost(graph)
  const costs = new Map(cost.layers.map((layer) => [layer.name, layer]))

  test('has the totals of Keras', () => {
    expect(cost.totalParameters).toBe(parameters)
    expect(cost.totalParameters).toBe(golden.totalParameters)
    expect(cost.trainableParameters).toBe(golden.trainableParameters)
  })

  test("has the multiply-adds counted over Keras' layers, and timm's to two digits", () => {
    expect(cost.macs).toBe(golden.macs)
    expect((cost.macs / 1e9).toPrecision(2)).toBe(timm)
  })

  test('has the layers of Keras, in its order, with its names where it gives any', () => {
    const ours = kerasLayerOrder(graph).map(({ name, kind }) => {
      const { outputShape, parameters: count } = costs.get(name) ?? { outputShape: [], parameters: NaN }
      return { name, kind: KERAS_CLASS[kind], outputShape, parameters: count }
    })
    expect(ours).toHaveLength(golden.layers.length)
    golden.layers.forEach((layer, index) => {
      const own = ours[index]
      expect(own).toEqual({ ...layer, name: layer.name ?? own?.name })
    })
  })
})
