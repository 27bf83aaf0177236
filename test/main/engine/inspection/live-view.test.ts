import { expect, it } from 'vitest'
import { lookInto } from '../../../../main/engine/inspection/inspected-model.ts'
import { tellingLayer } from '../../../../main/engine/inspection/live-view.ts'
import { createModel } from '../../../../main/engine/model/model.ts'
import { XCEPTION_PREPROCESSING } from '../../../../shared/graph/layer-graph.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { valueOf } from './inspected-run.ts'

// At 32 pixels the maps of the blocks are 28, 14, 7, 4 and 2 values wide.
it.each([
  [32, 'block4_sepconv2_act', [7, 7]],
  [150, 'block13_sepconv2_act', [9, 9]],
])('shows maps that one sees something in: at %i pixels those of %s', (inputSize, layer, size) => {
  const graph = xception(xceptionOptionsSchema.parse({ inputSize, width: 0.1, classes: 2 }))
  const model = valueOf(lookInto(createModel(graph, 1), ['a', 'b'], { key: 'k', run: null }))
  expect([tellingLayer(model), model.shapes.get(tellingLayer(model))?.slice(0, 2)]).toEqual([layer, size])
  model.dispose()
})

it('takes the deepest of the largest where all maps are small', () => {
  const build = createGraphBuilder('tiny')
  build.block('body')
  const window = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false } as const
  let x = build.input('input', [5, 5, 3])
  x = build.activation('first', build.conv2d('one', x, { ...window, filters: 2 }), 'relu')
  x = build.activation('second', build.conv2d('two', x, { ...window, filters: 2 }), 'relu')
  x = build.activation('third', build.conv2d('three', x, { ...window, filters: 2, strides: [2, 2] }), 'relu')
  build.block('head')
  x = build.globalAveragePooling2d('mean', x)
  x = build.dense('predictions', x, { units: 2, useBias: false, activation: 'softmax' })
  const graph = build.finish([x], XCEPTION_PREPROCESSING)
  const model = valueOf(lookInto(createModel(graph, 1), ['a', 'b'], { key: 'k', run: null }))
  expect(tellingLayer(model)).toBe('second')
  model.dispose()
})
