import { describe, expect, it } from 'vitest'
import { frozenLayers, trunkBlocks } from '../../../shared/training/frozen-layers.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { xceptionOptionsSchema } from '../../../shared/zoo/xception-options.ts'

const graph = xception(xceptionOptionsSchema.parse({ inputSize: 71, middle: 2, classes: 3 }))

function frozen(freeze: string | null): ReadonlySet<string> {
  const found = frozenLayers(graph, freeze)
  if (!found.ok) throw new Error(JSON.stringify(found.error))
  return found.value
}

describe('frozenLayers', () => {
  it('holds a block still with all before it, its shortcut and its sum included', () => {
    const layers = frozen('block4')
    expect(layers.has('block4_add')).toBe(true)
    expect(layers.has('block4_shortcut_bn')).toBe(true)
    expect(layers.has('block1_conv1')).toBe(true)
    expect([...layers].some((name) => name.startsWith('block5'))).toBe(false)
  })

  it('takes the whole path of a block, and the name of a layer, for the same', () => {
    expect(frozen('entry/block4')).toEqual(frozen('block4'))
    expect(frozen('block4_add')).toEqual(frozen('block4'))
  })

  it('all is everything but the head', () => {
    const layers = frozen('all')
    expect(graph.nodes.filter(({ name }) => !layers.has(name)).map(({ name }) => name)).toEqual(['predictions'])
  })

  it('null is nothing', () => {
    expect(frozen(null).size).toBe(0)
  })

  it('names what can be frozen where a name is wrong', () => {
    const blocks = ['block1', 'block2', 'block3', 'block4', 'block5', 'block6', 'block7', 'block8']
    expect(trunkBlocks(graph)).toEqual(blocks)
    const allowed = ['all', ...blocks].join(', ')
    // Of the last three nothing would be left to train.
    for (const received of ['block9', '10', '0', '', 'head', '9', 'predictions']) {
      expect(frozenLayers(graph, received)).toMatchObject({
        error: { code: 'option-invalid', data: { option: 'freeze', received, allowed } },
      })
    }
  })
})
