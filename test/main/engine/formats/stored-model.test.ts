import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { exportFolder } from '../../../../main/app/export-folder.ts'
import { createPathRegistry } from '../../../../main/app/sources.ts'
import { exportFile } from '../../../../main/engine/formats/export-file.ts'
import { exportStoredModel } from '../../../../main/engine/formats/export-stored-model.ts'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { listModelExports } from '../../../../main/engine/formats/list-exports.ts'
import type { ModelFile } from '../../../../main/engine/formats/model-file.ts'
import { importIntoStore, listStoredModels, readStoredModel } from '../../../../main/engine/formats/model-store.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { deleteRemovedModels, removeModel, restoreModel } from '../../../../main/engine/formats/remove-model.ts'
import { modelFolder } from '../../../../main/engine/runs/store-paths.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { smallModel } from './models.ts'

let store: string
let file: string
beforeEach(async () => {
  store = temporaryFolder()
  file = await kerasFile(smallModel({ middle: 0 }))
  expect(await importIntoStore(store, file)).toMatchObject({ value: { summary: { modelId: 'model' } } })
})

async function kerasFile(model: ModelFile): Promise<string> {
  const folder = temporaryFolder()
  expect(await FORMATS.keras.write(model, folder)).toMatchObject({ ok: true })
  return join(folder, FORMATS.keras.file)
}

const ids = async () => {
  const listed = await listStoredModels(store)
  return listed.ok && listed.value.map(({ modelId }) => modelId)
}

describe('exports of an imported model', () => {
  test('stand in its folder, are listed, and are found by their ids', async () => {
    const stages: string[] = []
    const first = await exportStoredModel({
      ...{ store, modelId: 'model', format: 'tfjs' },
      onProgress: (stage) => stages.push(stage),
    })
    expect(first).toMatchObject({ value: { exportId: 'model:model/tfjs', certificate: { runId: null } } })
    expect(stages).toEqual(['writing', 'reading', 'comparing'])
    const second = await exportStoredModel({ store, modelId: 'model', format: 'tfjs' })
    expect(second).toMatchObject({ value: { exportId: 'model:model/tfjs-2' } })
    expect(await listModelExports(store, 'model')).toMatchObject({ value: [{ folder: 'tfjs' }, { folder: 'tfjs-2' }] })
    const found = exportFolder(store, createPathRegistry('destination'), 'model:model/tfjs')
    expect(found.ok && readdirSync(found.value)).toContain('model.json')
    expect(await readStoredModel(store, 'model')).toMatchObject({ ok: true })
  })

  test('go into a folder that was chosen, under the name of the model', async () => {
    const path = temporaryFolder()
    const report = await exportStoredModel({ store, modelId: 'model', format: 'keras', inside: { id: 'd1', path } })
    expect(report).toMatchObject({ value: { exportId: 'd1/model-keras' } })
    expect(readdirSync(path)).toEqual(['model-keras'])
  })

  test('are not to be had of one that is not there, or that would answer at random', async () => {
    for (const modelId of ['other', '../model']) {
      const unknown = { error: { code: 'model-unknown' } }
      expect(await exportStoredModel({ store, modelId, format: 'keras' })).toMatchObject(unknown)
    }
    // Features without a head: one is added.
    const { graph, weights, labels } = smallModel({ middle: 0 })
    const folder = temporaryFolder()
    await FORMATS.safetensors.write({ graph, weights, labels }, folder, { untrained: ['predictions/kernel'] })
    await importIntoStore(store, folder, { modelId: 'features' })
    const untrained = { error: { code: 'model-untrained', data: { weights: 1 } } }
    expect(await exportStoredModel({ store, modelId: 'features', format: 'keras' })).toMatchObject(untrained)
    const stored = modelFolder(store, 'features')
    if (!stored.ok) throw new Error('no folder')
    // What was imported once tells it again, wherever it is read.
    expect(await readModel(stored.value)).toMatchObject({ value: { report: { initial: ['predictions/kernel'] } } })
    const destination = join(temporaryFolder(), 'out')
    expect(await exportFile(stored.value, { format: 'keras', destination })).toMatchObject(untrained)
  })
})

describe('a model that is removed', () => {
  test('comes back as it was, with its exports', async () => {
    await exportStoredModel({ store, modelId: 'model', format: 'safetensors' })
    const [before, exports] = [await readStoredModel(store, 'model'), await listModelExports(store, 'model')]
    expect(await removeModel(store, 'model')).toMatchObject({ ok: true })
    expect(await ids()).toEqual([])
    expect(await readStoredModel(store, 'model')).toMatchObject({ error: { code: 'model-unknown' } })
    // Its name stays its own meanwhile.
    expect(await importIntoStore(store, file)).toMatchObject({ value: { summary: { modelId: 'model-2' } } })
    expect(await restoreModel(store, 'model')).toMatchObject({ ok: true })
    expect(await readStoredModel(store, 'model')).toEqual(before)
    expect(await listModelExports(store, 'model')).toEqual(exports)
  })

  test('is gone when nobody can want it back', async () => {
    await removeModel(store, 'model')
    expect(await deleteRemovedModels(store)).toMatchObject({ ok: true })
    expect(await restoreModel(store, 'model')).toMatchObject({ error: { code: 'model-unknown' } })
    expect(readdirSync(join(store, 'models'))).toEqual([])
    expect(await deleteRemovedModels(temporaryFolder())).toMatchObject({ ok: true })
  })

  test('has to be there', async () => {
    for (const modelId of ['other', '../models/model']) {
      expect(await removeModel(store, modelId)).toMatchObject({ error: { code: 'model-unknown' } })
    }
    expect(await ids()).toEqual(['model'])
  })
})
