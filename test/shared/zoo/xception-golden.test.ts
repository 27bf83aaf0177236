import { expect, test } from 'vitest'
import { KERAS_CLASS } from '../../../main/engine/formats/functional/layer-config.ts'
import { countCost, type LayerCost } from '../../../shared/graph/count-cost.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import golden from '../../fixtures/xception-keras.json' with { type: 'json' }

const row = (layer: LayerCost) => ({
  kind: KERAS_CLASS[layer.kind],
  outputShape: layer.outputShape,
  parameters: layer.parameters,
})
const cost = countCost(xception())
const named = new Map(golden.layers.flatMap(({ name, ...rest }) => (name === null ? [] : [[name, rest] as const])))
const counted = golden.layers.filter((layer) => layer.name === null).map(({ name: _, ...rest }) => rest)

test('totals equal Keras', () => {
  expect(cost.totalParameters).toBe(golden.totalParameters)
  expect(cost.trainableParameters).toBe(golden.trainableParameters)
  expect(cost.layers).toHaveLength(golden.layers.length)
})

test.each(cost.layers.filter((layer) => named.has(layer.name)))('$name equals Keras', (layer) => {
  expect(row(layer)).toEqual(named.get(layer.name))
})

test('every layer that Keras names is there', () => {
  const ours = new Set(cost.layers.map((layer) => layer.name))
  expect([...named.keys()].filter((name) => !ours.has(name))).toEqual([])
})

test.each(['InputLayer', 'Conv2D', 'BatchNormalization', 'Add'])(
  '%s layers that Keras only counts equal ours',
  (kind) => {
    const ours = cost.layers.filter((layer) => !named.has(layer.name)).map(row)
    expect(ours.filter((layer) => layer.kind === kind)).toEqual(counted.filter((layer) => layer.kind === kind))
  },
)
