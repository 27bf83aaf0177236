import { describe, expect, it } from 'vitest'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import { upToLayer } from '../../../shared/graph/first-output.ts'
import { classifierOf, replaceHead, trunkOutput, withInputSize } from '../../../shared/graph/replace-head.ts'
import { buildNetwork, chooseNetwork } from '../../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES } from '../../../shared/zoo/zoo.ts'

const network = (name: (typeof NETWORK_NAMES)[number]) => buildNetwork(chooseNetwork(name, 'small'))
const xception = network('xception')

describe('replaceHead', () => {
  it.each(NETWORK_NAMES)('gives %s other classes by its last layer alone', (name) => {
    const graph = network(name)
    const changed = replaceHead(graph, null, 7)
    expect(inferShapes(changed).get(changed.outputs[0] ?? '')).toEqual([7])
    expect(changed.outputs).toHaveLength(1)
    const own = upToLayer(graph, graph.outputs[0] ?? '')
    const different = changed.nodes.filter((node, index) => node !== own.nodes[index])
    expect(different.map((node) => node.name)).toEqual([classifierOf(graph)?.name])
  })

  it('is the very graph where nothing changes', () => {
    expect(replaceHead(xception, null, 1000)).toBe(xception)
  })

  it('puts new layers behind the pooling', () => {
    const head = [
      { kind: 'dense', units: 256 },
      { kind: 'dropout', rate: 0.2 },
    ] as const
    const changed = replaceHead(xception, head, 3)
    expect(changed.nodes.slice(-4).map(({ name }) => name)).toEqual([
      'avg_pool',
      'head_dense1',
      'head_dropout2',
      'predictions',
    ])
    expect(changed.nodes.at(-1)).toMatchObject({ attributes: { units: 3, activation: 'softmax' }, block: 'head' })
  })

  it('pools a trunk that ends in a map', () => {
    const trunk = upToLayer(xception, 'block14_sepconv2_act')
    expect(trunkOutput(trunk)).toBe('block14_sepconv2_act')
    expect(classifierOf(trunk)).toBeNull()
    const changed = replaceHead(trunk, null, 3)
    expect(changed.nodes.slice(-2).map(({ kind }) => kind)).toEqual(['globalAveragePooling2d', 'dense'])
  })
})

describe('withInputSize', () => {
  it('keeps all layers, or says that one does not fit', () => {
    const larger = withInputSize(xception, 64)
    expect(larger && inferShapes(larger).get('predictions')).toEqual([1000])
    expect(larger?.inputShape).toEqual([64, 64, 3])
    expect(withInputSize(xception, 3)).toBeNull()
  })
})
