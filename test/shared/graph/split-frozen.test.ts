import { describe, expect, it } from 'vitest'
import { splitFrozen } from '../../../shared/graph/split-frozen.ts'
import { frozenLayers } from '../../../shared/training/frozen-layers.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { xceptionOptionsSchema } from '../../../shared/zoo/xception-options.ts'

const graph = xception(xceptionOptionsSchema.parse({ inputSize: 71, middle: 2, classes: 3, dropout: 0.5 }))

function split(freeze: string) {
  const frozen = frozenLayers(graph, freeze)
  if (!frozen.ok) throw new Error(JSON.stringify(frozen.error))
  return splitFrozen(graph, frozen.value)
}

describe('splitFrozen', () => {
  it('cuts behind the pooling where all but the head is frozen; the dropout is in the head', () => {
    const cut = split('all')
    expect(cut?.featureShape).toEqual([2048])
    expect(cut?.trunk.outputs).toEqual(['avg_pool'])
    expect(cut?.head.nodes.map(({ kind }) => kind)).toEqual(['input', 'dropout', 'dense'])
    expect(cut?.head.inputShape).toEqual([2048])
    expect((cut?.trunk.nodes.length ?? 0) + (cut?.head.nodes.length ?? 0)).toBe(graph.nodes.length + 1)
  })

  it('cuts between blocks, where only the sum is read further on', () => {
    const cut = split('block4')
    expect(cut?.trunk.outputs).toEqual(['block4_add'])
    expect(cut?.featureShape).toEqual([5, 5, 728])
  })

  it('goes back to where one map is all that is read: inside a block the shortcut would be another', () => {
    expect(split('block3_sepconv1_bn')?.trunk.outputs).toEqual(['block2_add'])
  })

  it('is null where nothing is frozen', () => {
    expect(splitFrozen(graph, new Set())).toBeNull()
  })
})
