import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { createModel, readWeights } from '../../../../main/engine/model/model.ts'
import { readRun } from '../../../../main/engine/runs/run-store.ts'
import { buildNetwork, changeOptions } from '../../../../shared/zoo/network-choice.ts'
import { smallStore } from '../training/small-run.ts'
import { SMALL_NETWORK, smallConfig } from '../training/small-settings.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { forkChild } from './fork-child.ts'

it('a model file that the library has read is what the engine starts a run from', async () => {
  const { store, dataset } = await smallStore()
  const folder = join(temporaryFolder(), 'keras')
  mkdirSync(folder)
  const graph = buildNetwork(changeOptions(SMALL_NETWORK, { classes: 3 }))
  const model = createModel(graph, 9)
  const labels = ['dark', 'grey', 'bright']
  expect(await FORMATS.keras.write({ graph, labels, weights: readWeights(model) }, folder)).toMatchObject({ ok: true })
  model.dispose()

  const library = await forkChild('library', store)
  const path = join(folder, FORMATS.keras.file)
  const imported = await library.request('models:import', { sourceId: 's1' }, { s1: path })
  expect(imported).toMatchObject({
    value: { summary: { modelId: 'model', labels, untrained: 0 }, report: { unused: [] } },
  })
  expect(await library.request('models:read', { modelId: 'model' })).toEqual(imported)
  expect(await library.request('models:list', {})).toMatchObject({ value: { models: [{ modelId: 'model' }] } })

  const engine = await forkChild('engine', store)
  const { datasetId } = dataset.summary
  const config = smallConfig({ epochs: 1, freeze: 'all' })
  const given = { datasetId, network: SMALL_NETWORK, config, exportFormats: [] }
  const unknown = await engine.request('training:start', { ...given, from: { kind: 'model', modelId: 'other' } })
  expect(unknown).toMatchObject({ ok: false })
  const from = { kind: 'model', modelId: 'model', inputSize: 40 } as const
  const started = await engine.request('training:start', { ...given, from })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  await engine.event('training:events', ({ events }) => events.some(({ kind }) => kind === 'finished'))
  expect(await readRun(store, started.value.runId)).toMatchObject({
    value: {
      manifest: {
        model: null,
        graph: { inputShape: [40, 40, 3] },
        startedFrom: { source: 'model', freshLayers: [], keptClasses: ['bright', 'dark'] },
      },
    },
  })
  // Any run can be started from in its turn, with its own network.
  const again = { kind: 'run', runId: started.value.runId } as const
  expect(await engine.request('training:start', { ...given, from: again })).toMatchObject({ ok: true })
})
