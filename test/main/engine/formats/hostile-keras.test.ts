import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { PICKLED } from '../../../../main/engine/formats/pickled.ts'
import { smallModel } from './models.ts'
import { changeConfig, replaceWeights, unzip, zip, type Json } from './rewrite.ts'

let folder: string
let whole: Buffer
let path: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-hostile-'))
  const written = await FORMATS.keras.write(smallModel({ middle: 0 }), folder)
  expect(written.ok).toBe(true)
  path = join(folder, 'model.keras')
  whole = await readFile(path)
})
beforeEach(() => writeFile(path, whole))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function refusal(): Promise<string> {
  const read = await FORMATS.keras.read(path)
  if (read.ok) throw new Error('it was read')
  expect(read.error.code).toBe('model-invalid')
  return (read.error.data as { detail: string }).detail
}

const layer = (config: Json, name: string): Json => config.config.layers.find((each: Json) => each.name === name)

test('the file that is spoiled below is whole', async () => {
  expect((await FORMATS.keras.read(path)).ok).toBe(true)
})

describe('the archive', () => {
  test('text', async () => {
    await writeFile(path, 'not a zip')
    expect(await refusal()).toBe('it is not a whole zip archive')
  })
  test.each([10, 1000, 100_000])('the last %i bytes are missing', async (missing) => {
    await writeFile(path, whole.subarray(0, whole.length - missing))
    expect(await refusal()).toBe('it is not a whole zip archive')
  })
  test('a flipped bit in the weights', async () => {
    const spoiled = Buffer.from(whole)
    spoiled.writeUInt8(spoiled.readUInt8(whole.length >> 1) ^ 4, whole.length >> 1)
    await writeFile(path, spoiled)
    expect(await refusal()).toBe('model.weights.h5 does not match its checksum')
  })
  test('no configuration', async () => {
    const entries = await unzip(path)
    entries.delete('config.json')
    await zip(path, entries)
    expect(await refusal()).toBe('the archive holds no config.json')
  })
  test('two configurations', async () => {
    const entries = [...(await unzip(path))]
    await zip(path, [...entries, ...entries.filter(([name]) => name === 'config.json')])
    expect(await refusal()).toBe('the archive holds config.json twice')
  })
  test('of PyTorch, which holds a pickle', async () => {
    await zip(path, [['archive/data.pkl', Buffer.from('\x80\x02')]])
    expect(await refusal()).toBe(PICKLED)
  })
  test('names that climb are never looked at', async () => {
    const entries = [...(await unzip(path))]
    await zip(path, [...entries, ['archive/model.weights.h5', Buffer.from('x')]])
    const climbing = await readFile(path)
    // As long, so that all offsets stay: the writer itself refuses such names.
    const text = Buffer.from(climbing.toString('latin1').replaceAll('archive/model', '../../../model'), 'latin1')
    await writeFile(path, text)
    expect(await refusal()).toBe('it is not a whole zip archive')
  })
  test('a bomb', async () => {
    const entries = await unzip(path)
    entries.set('model.weights.h5', Buffer.alloc(64 * 1024 * 1024))
    await zip(path, entries, true)
    expect(await refusal()).toMatch(/^model\.weights\.h5 unpacks to 67108864 bytes from \d+$/)
  })
  test('a configuration of 33 MB', async () => {
    const entries = await unzip(path)
    entries.set('config.json', Buffer.alloc(33 * 1024 * 1024, ' '))
    await zip(path, entries)
    expect(await refusal()).toBe('config.json has 34603008 bytes; at most 33554432 are read')
  })
})

describe('the configuration', () => {
  test('is not JSON', async () => {
    const entries = await unzip(path)
    entries.set('config.json', Buffer.from('{"class_name":'))
    await zip(path, entries)
    expect(await refusal()).toBe('config.json is not JSON')
  })
  test('is nested a million times', async () => {
    const entries = await unzip(path)
    entries.set('config.json', Buffer.from('['.repeat(1e6) + ']'.repeat(1e6)))
    await zip(path, entries)
    expect(await refusal()).toMatch(/^config\.json/)
  })
  test('reaches for the prototype of objects', async () => {
    const entries = await unzip(path)
    const text = String(entries.get('config.json'))
    const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'
    entries.set('config.json', Buffer.from(text.replaceAll('{', evil)))
    await zip(path, entries)
    await FORMATS.keras.read(path)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  const spoiled: readonly (readonly [string, (config: Json) => void, string | RegExp])[] = [
    ['a subclassed model', (c) => (c.class_name = 'MyModel'), /^config\.json: class_name: /],
    [
      'a Lambda layer',
      (c) => (layer(c, 'avg_pool').class_name = 'Lambda'),
      'layer "avg_pool" (Lambda) holds code, which is never run; save the model without it',
    ],
    ['a dilated convolution', (c) => (layer(c, 'block1_conv1').config.dilation_rate = [2, 2]), /dilation_rate/],
    ['channels first', (c) => (layer(c, 'block1_conv1').config.data_format = 'channels_first'), /data_format/],
    ['groups', (c) => (layer(c, 'block1_conv1').config.groups = 3), /"block1_conv1" \(Conv2D\): groups/],
    [
      'an activation that no kind has',
      (c) => (layer(c, 'block1_conv1').config.activation = 'gelu'),
      /"block1_conv1" \(Conv2D\): activation/,
    ],
    ['a negative size', (c) => (layer(c, 'block1_conv1').config.filters = -1), /filters/],
    ['half precision', (c) => (layer(c, 'avg_pool').config.dtype.config.name = 'float16'), /dtype/],
    [
      'a call that never happens',
      (c) => (layer(c, 'avg_pool').inbound_nodes[0].args[0].config.keras_history[1] = 7),
      /^layer "avg_pool" reads call 8 of "[a-z0-9_]+", which is called once$/,
    ],
    [
      'an input that is not there',
      (c) => (layer(c, 'avg_pool').inbound_nodes[0].args[0].config.keras_history[0] = 'nowhere'),
      'layer "avg_pool" reads "nowhere", which is not there',
    ],
    [
      'a cycle',
      (c) => (layer(c, 'block1_conv1').inbound_nodes[0].args[0].config.keras_history[0] = 'avg_pool'),
      /is part of a cycle$/,
    ],
    ['a name that stands twice', (c) => (layer(c, 'avg_pool').name = 'predictions'), 'a layer name stands twice'],
    [
      'two outputs',
      (c) =>
        (c.config.output_layers = [
          ['predictions', 0, 0],
          ['avg_pool', 0, 0],
        ]),
      /there are 2/,
    ],
    ['a dead end', (c) => (c.config.output_layers = ['avg_pool', 0, 0]), /do not lead to its output$/],
    ['shapes that do not fit', (c) => (layer(c, 'block2_sepconv2').config.filters = 77), /adds \[/],
    [
      'weights that would fill the memory',
      (c) => (layer(c, 'predictions').config.units = 1_000_000),
      'predictions/kernel has the shape [82, 5]; its layer wants [82, 1000000]',
    ],
  ]
  test.each(spoiled)('%s', async (_, change, detail) => {
    await changeConfig(path, change)
    expect(await refusal()).toMatch(detail)
  })
})

describe('the metadata', () => {
  test('labels that are too few', async () => {
    const entries = await unzip(path)
    const metadata = JSON.parse(String(entries.get('metadata.json')))
    metadata.xception_workbench.labels.pop()
    entries.set('metadata.json', Buffer.from(JSON.stringify(metadata)))
    await zip(path, entries)
    expect(await refusal()).toBe('it has 4 labels for 5 outputs')
  })
  test('another program wrote the file: classes are numbered, blocks are unknown', async () => {
    const entries = await unzip(path)
    entries.set('metadata.json', Buffer.from('{"keras_version":"3.15.1"}'))
    await zip(path, entries)
    const read = await FORMATS.keras.read(path)
    expect(read).toMatchObject({ ok: true, value: { labels: ['0', '1', '2', '3', '4'] } })
  })
})

describe('the weights', () => {
  const padding = new Float32Array(100_000)

  test('are not HDF5', async () => {
    const entries = await unzip(path)
    entries.set('model.weights.h5', Buffer.alloc(1_000_000, 'x'))
    await zip(path, entries)
    expect(await refusal()).toBe('model.weights.h5 is not an HDF5 file')
  })
  test('lack a layer', async () => {
    await replaceWeights(path, (file) => {
      file.create_group('layers')
      file.create_dataset({ name: 'padding', data: padding })
    })
    expect(await refusal()).toBe('it has no block1_conv1/kernel')
  })
  test('are links out of the file', async () => {
    await replaceWeights(path, (file) => {
      file.create_group('layers').create_external_link('/etc/hostname', '/', 'conv2d')
      file.create_dataset({ name: 'padding', data: padding })
    })
    expect(await refusal()).toBe('it has no block1_conv1/kernel')
  })
  test('are groups that hold themselves', async () => {
    await replaceWeights(path, (file) => {
      file.create_group('layers').create_hard_link('/layers', 'conv2d')
      file.create_group('layers/conv2d/layer').create_hard_link('/layers', 'layers')
      file.create_dataset({ name: 'padding', data: padding })
    })
    expect(await refusal()).toMatch(/^its groups are nested over 16 deep$|^it has no block1_conv1\/kernel$/)
  })
  test('claim a billion numbers that the file has not', async () => {
    await replaceWeights(path, (file) => {
      file.create_group('layers')
      file.create_group('layers/conv2d')
      const vars = file.create_group('layers/conv2d/vars')
      // In chunks that were never written, a dataset of any size takes no room.
      const [one, many] = [new Float32Array(1), [100, 1_000_000, 10]]
      const options = { name: '0', data: one, shape: [1, 1, 1], maxshape: many, chunks: [1, 1000, 10] }
      vars.create_dataset(options).resize(many)
      file.create_dataset({ name: 'padding', data: padding })
    })
    expect(await refusal()).toMatch(/^block1_conv1\/kernel has the shape \[100, 1000000, 10\]/)
  })
  test('are half as long, which the library can not read', async () => {
    const entries = await unzip(path)
    // h5py: create_dataset('layers/conv2d/vars/0', data=numpy.ones((3, 3, 3, 1), 'float16'))
    const half = await readFile(join(import.meta.dirname, '../../../fixtures/models/float16.weights.h5'))
    await zip(path, entries.set('model.weights.h5', half))
    expect(await refusal()).toBe(
      'layers/conv2d/vars/0 is stored as float16, which is not read from HDF5; save it as float32',
    )
  })
  test.each([
    ['have another shape', new Float32Array(9), [3, 3], /^block1_conv1\/kernel has the shape \[3, 3\]/],
    ['are of another type', new Float64Array(27), [3, 3, 3, 1], 'layers/conv2d/vars/0 is not stored as plain float32'],
  ])('%s', async (_, data, shape, detail) => {
    await replaceWeights(path, (file) => {
      file.create_group('layers')
      file.create_group('layers/conv2d')
      file.create_group('layers/conv2d/vars').create_dataset({ name: '0', data, shape })
      file.create_dataset({ name: 'padding', data: padding })
    })
    expect(await refusal()).toMatch(detail)
  })
})
