import { expect, it } from 'vitest'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { trainedNetwork } from '../../../shared/training/trained-network.ts'
import { xception } from '../../../shared/zoo/xception.ts'

it('takes a network of another program, whose images are brought to size and scaled in its own way', () => {
  const own = xception({ inputSize: 32, width: 0.05, classes: 3 })
  const graph: LayerGraph = { ...own, preprocessing: { ...own.preprocessing, resize: 'nearest', scale: 1 } }
  const trained = trainedNetwork(graph, { head: null }, 3)
  expect(trained.ok && trained.value).toMatchObject({
    model: null,
    graph: { preprocessing: { resize: 'nearest', scale: 1 } },
  })
})
