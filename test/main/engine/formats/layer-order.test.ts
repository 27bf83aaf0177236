import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KERAS_CLASS } from '../../../../main/engine/formats/functional/layer-config.ts'
import { kerasGroups, kerasLayerOrder } from '../../../../main/engine/formats/keras/layer-order.ts'
import { xception } from '../../../../shared/zoo/xception.ts'

interface Row {
  /** Null where Keras counts up. */
  readonly name: string | null
  readonly kind: string
}

test('layers stand as in the table that Keras made of its own Xception', async () => {
  const path = join(import.meta.dirname, '../../../fixtures/xception-keras.json')
  const { layers } = JSON.parse(await readFile(path, 'utf8')) as { layers: Row[] }
  const ours = kerasLayerOrder(xception())
  expect(ours.map(({ kind }) => KERAS_CLASS[kind])).toEqual(layers.map(({ kind }) => kind))
  for (const [index, { name }] of layers.entries()) if (name) expect(ours[index]?.name).toBe(name)
})

test('groups are numbered for each class, in that order', () => {
  const groups = kerasGroups(xception({ middle: 0 }))
  expect(groups.get('input')).toBe('input_layer')
  expect(groups.get('block1_conv1')).toBe('conv2d')
  expect(groups.get('block1_conv2')).toBe('conv2d_1')
  expect(groups.get('block2_shortcut')).toBe('conv2d_2')
  expect(groups.get('block2_sepconv2')).toBe('separable_conv2d_1')
  expect(groups.get('block3_pool')).toBe('max_pooling2d_1')
  expect(groups.get('avg_pool')).toBe('global_average_pooling2d')
})
