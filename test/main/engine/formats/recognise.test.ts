import { expect, test } from 'vitest'
import { wantedLayers } from '../../../../main/engine/formats/mapping/load-weights.ts'
import { matchLayers } from '../../../../main/engine/formats/mapping/match-layers.ts'
import type { StoredLayer } from '../../../../main/engine/formats/mapping/stored-layer.ts'
import { recognise } from '../../../../main/engine/formats/recognise/recognise.ts'
import { xception } from '../../../../shared/zoo/xception.ts'

const graph = xception({ inputSize: 299, width: 0.05, middle: 2, classes: 7 })

/** The layers of a file of weights alone, in Keras' order and under the names that a session gives. */
function stored(name: (layer: string, index: number) => string = (layer) => layer): StoredLayer[] {
  return wantedLayers(graph).map(({ name: layer, weights }, index) => ({
    name: name(layer, index),
    place: null,
    top: null,
    weights: weights.map((weight) => ({
      ...weight,
      source: `${layer}/${weight.name}`,
      read: () => new Float32Array(),
    })),
  }))
}

/** Where each weight was found. */
function sources(layers: readonly StoredLayer[]): readonly string[] {
  const { matches, missing, unused } = matchLayers(recognise(layers).wanted, layers)
  expect([missing, unused]).toEqual([[], []])
  return matches
    .flatMap(({ pairs }) => pairs.filter(({ wanted, stored: found }) => wanted.key !== found.source))
    .map(({ wanted }) => wanted.key)
}

const index = (layers: readonly StoredLayer[], layer: string) =>
  layers.findIndex(({ weights }) => weights[0]?.source.startsWith(`${layer}/`))

function swapped(layers: StoredLayer[], a: string, b: string): readonly StoredLayer[] {
  const [first, second] = [index(layers, a), index(layers, b)]
  return layers.with(first, layers[second] as StoredLayer).with(second, layers[first] as StoredLayer)
}

test('names that tell nothing: the order of a whole file does', () => {
  expect(sources(stored((_, place) => `layer_${place}`))).toEqual([])
})

test('names decide, whatever the order', () => {
  expect(sources(swapped(stored(), 'block5_sepconv1', 'block5_sepconv2'))).toEqual([])
  expect(sources(stored().toReversed())).toEqual([])
})

test.each([
  ['layers of equal shapes, against their numbers', 'block5_sepconv1', 'block5_sepconv2'],
  ['layers of other shapes', 'block2_sepconv1', 'block5_sepconv1'],
])('an order that is doubtful is refused: %s', (_, a, b) => {
  const layers = swapped(
    stored((_layer, place) => `layer_${place}`),
    a,
    b,
  )
  expect(() => sources(layers)).toThrow(/could be .* and nothing tells which is which/)
})

test.each([
  ['a shortcut is missing', (layers: StoredLayer[]) => layers.toSpliced(index(layers, 'block3_shortcut'), 1)],
  ['a convolution is too many', (layers: StoredLayer[]) => [...layers, ...layers.slice(0, 1)]],
  [
    'a separable convolution is missing',
    (layers: StoredLayer[]) => layers.toSpliced(index(layers, 'block5_sepconv1'), 1),
  ],
])('weights of no network that is known: %s', (_, change) => {
  expect(() => recognise(change(stored()))).toThrow(/of no network that is known here/)
})

test('a transposed kernel is named, with both shapes', () => {
  const layers = stored()
  const first = layers[0] as StoredLayer
  const weights = first.weights.map((weight) => ({ ...weight, shape: weight.shape.toReversed() }))
  expect(() => sources([{ ...first, weights }, ...layers.slice(1)])).toThrow(
    'block1_conv1/kernel has the shape [2, 3, 3, 3]; its layer wants [3, 3, 3, 2]',
  )
})
