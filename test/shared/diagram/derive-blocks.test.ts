import { readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openGraph } from '../../../main/engine/formats/open-graph.ts'
import type { AnyGraph } from '../../../shared/graph/any-graph.ts'
import { countKnown } from '../../../shared/graph/count-known.ts'
import { deriveBlocks } from '../../../shared/diagram/derive-blocks.ts'
import { blocksByName } from '../../../shared/diagram/name-blocks.ts'
import { gatherRuns } from '../../../shared/diagram/group-repeats.ts'
import { outline } from '../../../shared/diagram/outline.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const folder = mkdtempSync(join(tmpdir(), 'xw-blocks-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One of the configurations that test/parity/python/write_configs.py made Keras write. */
async function keras(name: string): Promise<AnyGraph> {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, `../../fixtures/configs/${name}.json.gz`))))
  const graph = await openGraph(path)
  if (!graph.ok) throw new Error(JSON.stringify(graph.error))
  return graph.value
}

/** The first picture, folded: modules with how many they stand for, and loose boxes. */
function picture(graph: AnyGraph): readonly string[] {
  return gatherRuns(outline(graph, countKnown(graph)), new Set()).map(({ first, members }) =>
    members.length > 1 ? `${first.id} x${members.length}` : first.id,
  )
}

describe("Keras' networks have blocks, by their names or their branches", () => {
  test('ResNet50', async () => {
    const graph = await keras('resnet50')
    expect(picture(graph)).toEqual([
      ...['input_layer', 'conv/conv1', 'pool1_pad', 'pool1_pool'],
      ...['conv2/conv2_block1', 'conv2/conv2_block2 x2', 'conv3/conv3_block1', 'conv3/conv3_block2 x3'],
      ...['conv4/conv4_block1', 'conv4/conv4_block2 x5', 'conv5/conv5_block1', 'conv5/conv5_block2 x2'],
      ...['avg_pool', 'predictions'],
    ])
    expect(countKnown(graph).totalParameters).toBe(25_636_712)
  })

  test('MobileNetV2', async () => {
    const graph = await keras('mobilenet-v2')
    expect(picture(graph)).toContain('block/block_7 x3')
    expect(picture(graph).length).toBeLessThan(25)
    expect(countKnown(graph).totalParameters).toBe(3_538_984)
  })

  test('EfficientNetB0: 16 blocks and a stem', async () => {
    const graph = await keras('efficientnet-b0')
    expect(picture(graph).filter((id) => id.startsWith('block/'))).toHaveLength(16)
    expect(picture(graph)).toContain('stem')
    expect(countKnown(graph).totalParameters).toBe(5_330_571)
  })

  test('DenseNet121, whose 58 blocks are too many for a picture, in its four', async () => {
    const graph = await keras('densenet121')
    expect(picture(graph)).toEqual([
      ...['input_layer', 'zero_padding2d', 'conv/conv1', 'zero_padding2d_1', 'pool1'],
      ...['conv2', 'pool/pool2', 'conv3', 'pool/pool3', 'conv4', 'pool/pool4', 'conv5', 'avg_pool', 'predictions'],
    ])
    expect(countKnown(graph).totalParameters).toBe(8_062_504)
  })

  test('Inception v3, whose layers are only counted, by where its branches meet', async () => {
    const modules = picture(await keras('inception-v3')).filter((id) => id.startsWith('modules/'))
    expect(modules[0]).toBe('modules/mixed0')
    expect(modules).toContain('modules/mixed5 x2')
    expect(modules).toHaveLength(10)
  })

  test('Xception: shortcuts that Keras only counts go with the block that they close', async () => {
    const graph = await keras('xception')
    expect(picture(graph)).toContain('block/block5 x8')
    const own = graph.nodes.filter(({ block }) => block === 'block/block2').map(({ name }) => name)
    expect(own).toEqual(expect.arrayContaining(['block2_pool', 'conv2d', 'batch_normalization', 'add']))
  })
})

test.each([
  ['layer1.0.conv1 layer1.0.bn1 layer1.0.act layer1.1.conv1', 'layer/layer1'],
  ['stage2_block3_conv stage2_block3_bn stage2_block3_add', 'stage/stage2'],
  ['block_3_expand block_3_bn block_3_add', 'block/block_3'],
  ['stem_conv stem_bn stem_activation', 'stem'],
  ['model.layers.0.a model.layers.0.b model.layers.0.c', 'layers/model.layers.0'],
  ['conv2d_1 conv2d_2 conv2d_3 conv2d_4', undefined],
  ['activation_1 activation_2 activation_3', undefined],
])('names %s', (names, block) => {
  expect(blocksByName(chain(names.split(' ')).nodes).get(names.split(' ')[0] ?? '')).toBe(block)
})

test('models inside of the model are blocks by their name', () => {
  const names = ['a', 'b', 'c']
  const { nodes } = deriveBlocks(chain(names), new Map(names.map((name) => [name, 'backbone'])))
  expect(nodes.filter(({ block }) => block === 'backbone').map(({ name }) => name)).toEqual(names)
})

test('blocks that are there already stay', () => {
  const graph = xception()
  expect(deriveBlocks(graph, new Map())).toBe(graph)
})

test('a block that data leaves and enters again is none', () => {
  const names = ['part1_a', 'other', 'part1_b', 'part1_c']
  expect(deriveBlocks(chain(names), new Map()).nodes.every(({ block }) => block === '')).toBe(true)
})

/** Layers behind each other, and as many nameless ones as a network needs to be folded. */
function chain(names: readonly string[]): AnyGraph {
  const all = ['in', ...names, ...Array.from({ length: 20 }, (_, index) => `conv2d_${index + 50}`)]
  const attributes = { filters: 4, kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: false } as const
  const nodes = all.map((name, index) =>
    index === 0
      ? ({ name, kind: 'input', attributes: { shape: [8, 8, 4] }, inputs: [], block: '' } as const)
      : ({ name, kind: 'conv2d', attributes, inputs: [all[index - 1] ?? ''], block: '' } as const),
  )
  return { name: 'chain', inputShape: [8, 8, 4], nodes, outputs: [all.at(-1) ?? ''] }
}
