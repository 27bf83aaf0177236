import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { PICKLED } from '../../../../main/engine/formats/pickled.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { frozenLayers } from '../../../../shared/training/frozen-layers.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { smallModel } from './models.ts'
import { changeConfig } from './rewrite.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

test('a model is known by what it holds, not by its name', async () => {
  const model = smallModel({ middle: 0 })
  await FORMATS.keras.write(model, folder)
  await FORMATS.tfjs.write(model, folder)
  await rename(join(folder, 'model.keras'), join(folder, 'a.zip'))
  await rename(join(folder, 'model.json'), join(folder, 'b.txt'))
  for (const name of ['a.zip', 'b.txt']) {
    expect(await readModel(join(folder, name))).toMatchObject({ ok: true, value: { graph: model.graph } })
  }
})

test.each(['', 'a', 'PK', '\x89HDF\r\n\x1a\n', 'some text that is no model'])('a file with %j in it', async (text) => {
  await writeFile(join(folder, 'model.keras'), text)
  expect(await readModel(join(folder, 'model.keras'))).toMatchObject({ error: { code: 'model-format-unknown' } })
})

test('a pickle is named and never run, whatever it is called', async () => {
  await writeFile(join(folder, 'model.pt'), Buffer.from('\x80\x02}q\x00.', 'latin1'))
  expect(await readModel(join(folder, 'model.pt'))).toMatchObject({
    error: { code: 'model-invalid', data: { detail: PICKLED } },
  })
})

test.each(['keras', 'keras-weights', 'h5', 'tfjs', 'safetensors'] as const)(
  '%s: weights that are no numbers are reported, and read',
  async (format) => {
    const { weights, ...model } = smallModel({ middle: 0 })
    const spoiled = weights.get('predictions/kernel')?.slice() ?? new Float32Array()
    spoiled.set([NaN, Infinity, -Infinity])
    await FORMATS[format].write({ ...model, weights: new Map(weights).set('predictions/kernel', spoiled) }, folder)
    const read = await readModel(folder)
    expect(read.ok && read.value.report.notes).toEqual([
      { code: 'not-finite', subject: 'predictions/kernel', detail: '3' },
    ])
  },
)

test('a mixed precision is computed in 32 bits, and the report says so', async () => {
  await FORMATS.keras.write(smallModel({ middle: 0 }), folder)
  await changeConfig(join(folder, 'model.keras'), ({ config }) => {
    const named = { name: 'mixed_bfloat16' }
    for (const layer of config.layers) layer.config.dtype = { class_name: 'DTypePolicy', config: named }
  })
  const read = await readModel(folder)
  expect(read.ok && read.value.report.notes).toEqual([
    { code: 'mixed-precision', subject: '', detail: 'mixed_bfloat16' },
  ])
})

test('layers without blocks get those that their names tell of, and training can be frozen up to one', async () => {
  const model = smallModel({ middle: 1 })
  const nodes = model.graph.nodes.map((node) => ({ ...node, block: '' }))
  await FORMATS.safetensors.write({ ...model, graph: { ...model.graph, nodes } }, folder)
  const read = await readModel(folder)
  if (!read.ok) throw new Error(read.error.code)
  const frozen = frozenLayers(read.value.graph, 'block4')
  expect(frozen.ok && [...frozen.value].at(-1)).toMatch(/^block4_/)
  expect(frozen).toEqual(frozenLayers(model.graph, 'block4'))
})

test('an empty folder', async () => {
  expect(await readModel(folder)).toMatchObject({ error: { code: 'model-format-unknown', data: { path: folder } } })
})

test('a folder in the place of the file', async () => {
  await mkdir(join(folder, 'model.keras'))
  expect(await readModel(folder)).toMatchObject({ error: { code: 'model-invalid' } })
})

test('nothing', async () => {
  expect(await readModel(join(folder, 'gone'))).toMatchObject({ error: { code: 'not-found' } })
})

test('JSON that is no model', async () => {
  await writeFile(join(folder, 'package.json'), '{"name":"x"}')
  expect(await readModel(join(folder, 'package.json'))).toMatchObject({ error: { code: 'model-invalid' } })
})

test('a damaged run', async () => {
  await writeFile(join(folder, 'run.json'), '{}')
  expect(await readModel(folder)).toMatchObject({ error: { code: 'run-invalid' } })
})
