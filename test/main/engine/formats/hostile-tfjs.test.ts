import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { smallModel } from './models.ts'
import { changeJson, type Json } from './rewrite.ts'

let folder: string
let path: string
let whole: Buffer
let shard: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-hostile-'))
  expect((await FORMATS.tfjs.write(smallModel({ middle: 0 }), folder)).ok).toBe(true)
  path = join(folder, 'model.json')
  shard = join(folder, 'group1-shard1of1.bin')
  whole = await readFile(path)
})
beforeEach(() => writeFile(path, whole))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function refusal(): Promise<string> {
  const read = await FORMATS.tfjs.read(path)
  if (read.ok) throw new Error('it was read')
  expect(read.error.code).toBe('model-invalid')
  return (read.error.data as { detail: string }).detail
}

test('the file that is spoiled below is whole', async () => {
  expect((await FORMATS.tfjs.read(path)).ok).toBe(true)
})

const layers = (model: Json): Json[] => model.modelTopology.model_config.config.layers

const spoiled: readonly (readonly [string, (model: Json) => void, string | RegExp])[] = [
  ['a graph model', (m) => (m.format = 'graph-model'), 'model.json: format: only layers models are read'],
  [
    'a sequential model that is none',
    (m) => (m.modelTopology.model_config.class_name = 'Sequential'),
    /\(Add\) has 1 inputs; 2 are read$/,
  ],
  ['no topology', (m) => delete m.modelTopology, /^model\.json: /],
  [
    'quantised weights',
    (m) => (m.weightsManifest[0].weights[0].quantization = { dtype: 'uint8', scale: 1, min: 0 }),
    'model.json: weightsManifest.0.weights.0.quantization: quantised weights are not read',
  ],
  ['weights of integers', (m) => (m.weightsManifest[0].weights[0].dtype = 'int32'), /dtype/],
  [
    'a layer of another class',
    (m) => (layers(m)[1].class_name = 'Conv3D'),
    /\(Conv3D\) is of a class that is not read$/,
  ],
  [
    'a weight that is missing',
    (m) => Object.assign(m.weightsManifest[0].weights[0], { name: 'other', shape: [27] }),
    'it has no block1_conv1/kernel',
  ],
  [
    'a weight of another shape',
    (m) => m.weightsManifest[0].weights[0].shape.reverse(),
    /^block1_conv1\/kernel has the shape \[1, 3, 3, 3\]; its layer wants \[3, 3, 3, 1\]$/,
  ],
  [
    'weights of a terabyte',
    (m) => (m.weightsManifest[0].weights[0].shape = [1e12]),
    /^the weights want \d+ bytes and their files have \d+$/,
  ],
  ['a shard that is not there', (m) => (m.weightsManifest[0].paths = ['gone.bin']), 'its file gone.bin is missing'],
  ...['../secret', '/etc/hostname', 'https://example.org/x', '..', '.hidden', 'a/b'].map(
    (name) =>
      [
        `a shard called ${name}`,
        (m: Json) => (m.weightsManifest[0].paths = [name]),
        'model.json: weightsManifest.0.paths.0: a shard is not a plain file name',
      ] as const,
  ),
]
test.each(spoiled)('%s', async (_, change, detail) => {
  await changeJson(path, change)
  expect(await refusal()).toMatch(detail)
})

test('a shard that is too short', async () => {
  const bytes = await readFile(shard)
  await truncate(shard, bytes.length - 4)
  const detail = await refusal()
  await writeFile(shard, bytes)
  expect(detail).toBe(`the weights want ${bytes.length} bytes and their files have ${bytes.length - 4}`)
})

test('without our metadata, classes are numbered', async () => {
  await changeJson(path, (model) => delete model.userDefinedMetadata)
  expect(await FORMATS.tfjs.read(path)).toMatchObject({ ok: true, value: { labels: ['0', '1', '2', '3', '4'] } })
})

test('a file that is not there', async () => {
  expect(await FORMATS.tfjs.read(join(folder, 'gone.json'))).toMatchObject({
    error: { code: 'not-found', data: { path: join(folder, 'gone.json') } },
  })
})
