import { describe, expect, it } from 'vitest'
import { scoped } from '../../../../main/engine/backend/scoped.ts'
import { createActivations, imageTensor } from '../../../../main/engine/inspection/activations.ts'
import { lookInto, type InspectedModel } from '../../../../main/engine/inspection/inspected-model.ts'
import { layerValues, LOGITS } from '../../../../main/engine/inspection/layer-values.ts'
import type { LoadedImage } from '../../../../main/engine/inspection/load-image.ts'
import { isWholePassReady, prepareWholePass, wholePass } from '../../../../main/engine/inspection/whole-pass.ts'
import { createModel } from '../../../../main/engine/model/model.ts'
import { upToFirstOutput } from '../../../../shared/graph/first-output.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import { leftBehind } from '../backend/gradient-check.ts'
import { ZOO_CLASSES, ZOO_GRAPHS } from '../zoo-models.ts'
import { valueOf } from './inspected-run.ts'

function looked(graph: LayerGraph, seed: number): InspectedModel {
  const labels = Array.from({ length: ZOO_CLASSES }, (_, index) => `class ${index}`)
  return valueOf(lookInto(createModel(upToFirstOutput(graph), seed), labels, { key: `seed ${seed}`, run: null }))
}

function imageOf({ inputSize: size }: InspectedModel, seed: number): LoadedImage {
  const random = createRandom(seed)
  const pixels = new Uint8Array(size * size * 3).map(() => random.below(256))
  return { key: `image ${seed}`, name: 'noise', width: size, height: size, size, pixels }
}

type Values = ReadonlyMap<string, Float32Array>

function opByOp(model: InspectedModel, image: LoadedImage): Values {
  return scoped(() => {
    const given = new Map([[model.input, imageTensor(model, image)]])
    const found = layerValues(model, given, [...model.cuts.filter((cut) => cut !== model.input), LOGITS])
    return new Map([...found].map(([layer, tensor]) => [layer, tensor.dataSync<'float32'>().slice()]))
  })
}

function inOneSession(model: InspectedModel, image: LoadedImage): Values {
  return scoped(() => {
    const found = wholePass(model, image.pixels)
    return new Map([...found].map(([layer, tensor]) => [layer, tensor.dataSync<'float32'>().slice()]))
  })
}

function expectEqual(found: Values, expected: Values): void {
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [layer, values] of expected) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const worst = values.reduce((most, value, at) => {
      return Math.max(most, Math.abs(value - (found.get(layer)?.[at] ?? NaN)))
    }, 0)
    expect(largest, layer).toBeGreaterThan(0)
    expect(worst, layer).toBeLessThanOrEqual(1e-6 * largest)
  }
}

const OTHER_OPS = ['xception', 'inception-resnet-v2', 'inception-v1 with local response norm and auxiliary heads']
const GRAPHS = ZOO_GRAPHS.filter(([name]) => OTHER_OPS.includes(name))

it.each(GRAPHS)('%s says in one session what it says op by op, with any weights', (_, graph) => {
  const models = [looked(graph, 1), looked(graph, 2)]
  for (const [seed, model] of models.entries()) {
    const image = imageOf(model, seed)
    prepareWholePass(model)
    expectEqual(inOneSession(model, image), opByOp(model, image))
  }
  models.forEach((model) => model.dispose())
})

it('says once that a network could not be compiled, which is looked at op by op then', () => {
  const [, graph] = GRAPHS[0] as (typeof GRAPHS)[number]
  const model = looked({ ...graph, name: 'one without weights' }, 1)
  const broken = { ...model, weights: new Map() }
  expect(() => prepareWholePass(broken)).toThrow()
  expect(() => prepareWholePass(broken)).not.toThrow()
  expect(isWholePassReady(model)).toBe(false)
  const activations = createActivations()
  expect(activations.classes(model, imageOf(model, 1)).logits).toHaveLength(ZOO_CLASSES)
  activations.clear()
  model.dispose()
})

describe('activations', () => {
  const [, graph] = GRAPHS[0] as (typeof GRAPHS)[number]

  it('are the same before and after a network is compiled', () => {
    const model = looked(graph, 3)
    const image = imageOf(model, 3)
    const [before, after] = [createActivations(), createActivations()]
    const layer = model.cuts.at(-2) ?? ''
    const expected = { classes: before.classes(model, image), layer: before.read(model, image, layer) }
    prepareWholePass(model)
    expect(isWholePassReady(model)).toBe(true)
    expect(after.classes(model, image)).toEqual(expected.classes)
    expect(after.read(model, image, layer)).toEqual(expected.layer)
    before.clear()
    after.clear()
    model.dispose()
  })

  it('leave nothing behind but what they keep', () => {
    const model = looked(graph, 4)
    prepareWholePass(model)
    const look = () => {
      const activations = createActivations()
      activations.classes(model, imageOf(model, 4))
      activations.classes(model, imageOf(model, 5))
      activations.clear()
    }
    look()
    expect(leftBehind(look)).toEqual({ tfjs: 0, native: 0 })
    model.dispose()
  })
})
