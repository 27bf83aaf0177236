import { describe, expect, test } from 'vitest'
import { runManifestSchema } from '../../../shared/contract/run.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { layerGraphSchema } from '../../../shared/graph/graph-schema.ts'
import {
  buildNetwork,
  changeOptions,
  checkNetwork,
  chooseNetwork,
  networkChoiceSchema,
} from '../../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES, ZOO } from '../../../shared/zoo/zoo.ts'

test('the networks of the story, in the order in which they were published', () => {
  expect(NETWORK_NAMES.map((name) => ZOO[name].title)).toEqual([
    'Network In Network',
    'Inception v1',
    'Inception v2',
    'Inception v3',
    'Inception-ResNet-v2',
    'Xception',
  ])
})

describe.each(NETWORK_NAMES)('%s', (name) => {
  test('its small variant takes 32 pixels, ends in its classes and costs under 100 million multiply-adds', () => {
    const small = changeOptions(chooseNetwork(name, 'small'), { classes: 7 })
    expect(checkNetwork(small).ok).toBe(true)
    const cost = countCost(buildNetwork(small))
    expect(cost.layers[0]?.outputShape).toEqual([32, 32, 3])
    expect(cost.layers.at(-1)?.outputShape).toEqual([7])
    expect(cost.macs).toBeLessThan(100e6)
  })

  test('survives JSON and its schema, choice and graph', () => {
    const paper = chooseNetwork(name, 'paper')
    expect(networkChoiceSchema.parse(JSON.parse(JSON.stringify(paper)))).toEqual(paper)
    const graph = buildNetwork(paper)
    expect(layerGraphSchema.parse(JSON.parse(JSON.stringify(graph)))).toEqual(graph)
  })

  test('the narrowest keeps a filter everywhere', () => {
    const narrow = buildNetwork(changeOptions(chooseNetwork(name, 'small'), { width: 0.01, classes: 2 }))
    expect(countCost(narrow).layers.every(({ outputShape }) => outputShape.every((size) => size >= 1))).toBe(true)
  })

  test('refuses 31 pixels and says the least', () => {
    const checked = checkNetwork(changeOptions(chooseNetwork(name, 'small'), { inputSize: 31 }))
    expect(checked).toMatchObject({
      ok: false,
      error: { code: 'input-too-small', data: { received: 31, minimum: 32 } },
    })
  })

  test('its least input with the full stem fits, one pixel less is refused', () => {
    const full = changeOptions(chooseNetwork(name, 'paper'), { stem: 'full', inputSize: 40 })
    const checked = checkNetwork(full)
    if (checked.ok || checked.error.code !== 'input-too-small') throw new Error('40 pixels were taken')
    const { minimum } = checked.error.data
    expect(checkNetwork(changeOptions(full, { inputSize: minimum - 1 })).ok).toBe(false)
    const least = changeOptions(full, { inputSize: minimum })
    expect(checkNetwork(least).ok).toBe(true)
    expect(countCost(buildNetwork(least)).layers.at(-1)?.outputShape).toEqual([1000])
  })
})

test('a choice may not mix one name with options that another has', () => {
  const mixed = { name: 'nin', options: { inputSize: 32, middle: 3 } }
  expect(networkChoiceSchema.parse(mixed).options).not.toHaveProperty('middle')
  expect(networkChoiceSchema.safeParse({ name: 'inception-v9', options: {} }).success).toBe(false)
})

test('manifests of before, which could only say xception, are still read', () => {
  const { model } = runManifestSchema.shape
  const old = { inputSize: 32, classes: 10, width: 0.25, middle: 8, order: 'depthwise-first', activation: 'none' }
  const read = model.parse({ name: 'xception', options: { ...old, residuals: true, stem: 'auto', dropout: 0 } })
  expect(read).toMatchObject({ name: 'xception', options: old })
})

test('auxiliary heads are outputs after the last layer', () => {
  const choice = changeOptions(chooseNetwork('inception-v1', 'small'), { auxiliaryHeads: true })
  expect(buildNetwork(choice).outputs).toEqual(['predictions', 'auxiliary1_predictions', 'auxiliary2_predictions'])
})
