import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { smallModel, VARIANTS } from './models.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-formats-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(['keras', 'keras-weights', 'h5', 'tfjs', 'safetensors'] as const)('%s', (format) => {
  test.each(Object.keys(VARIANTS))('%s: what was written is what is read', async (variant) => {
    const model = smallModel(VARIANTS[variant])
    const target = await mkdtemp(join(folder, format))
    const written = await FORMATS[format].write(model, target)
    if (!written.ok) throw new Error(JSON.stringify(written.error))
    const read = await FORMATS[format].read(join(target, FORMATS[format].file))
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(read.value.graph).toEqual(model.graph)
    expect(read.value.labels).toEqual(model.labels)
    expect([...read.value.weights.keys()]).toEqual([...model.weights.keys()])
    for (const [key, values] of model.weights) expect(read.value.weights.get(key), key).toEqual(values)
    const { matched, initial, unused, notes } = read.value.report
    expect(matched.map(({ weight }) => weight).toSorted()).toEqual([...model.weights.keys()].toSorted())
    expect({ initial, unused, notes }).toEqual({ initial: [], unused: [], notes: [] })
  })
})
