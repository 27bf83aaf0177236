import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../../main/engine/formats/formats.ts'
import { importIntoStore, listStoredModels, readStoredModel } from '../../../../main/engine/formats/model-store.ts'
import { readStart } from '../../../../main/engine/formats/read-start.ts'
import { createModel, readWeights } from '../../../../main/engine/model/model.ts'
import { getPretrained } from '../../../../main/engine/pretrained/get-pretrained.ts'
import { PRETRAINED, type Pretrained } from '../../../../shared/zoo/pretrained.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'
import { tinyGraph } from '../training/tiny-network.ts'

const graph = tinyGraph({ classes: 3 })
const labels = ['ant', 'bee', 'cat']

async function kerasFile(folder: string): Promise<string> {
  const model = createModel(graph, 4)
  const written = await FORMATS.keras.write({ graph, labels, weights: readWeights(model) }, folder)
  model.dispose()
  if (!written.ok) throw new Error(written.error.code)
  return join(folder, FORMATS.keras.file)
}

describe('the store of imported models', () => {
  it('keeps a model with its network and report, under a name of its own each time', async () => {
    const store = temporaryFolder()
    const file = await kerasFile(temporaryFolder())
    expect(await listStoredModels(store)).toEqual({ ok: true, value: [] })
    const imported = await importIntoStore(store, file)
    expect(imported).toMatchObject({ ok: true, value: { summary: { modelId: 'model', labels, untrained: 0 } } })
    expect(await readStoredModel(store, 'model')).toEqual(imported)
    expect(await importIntoStore(store, file)).toMatchObject({ value: { summary: { modelId: 'model-2' } } })
    const listed = await listStoredModels(store)
    expect(listed.ok && listed.value.map(({ modelId }) => modelId).sort()).toEqual(['model', 'model-2'])
  })

  it('knows none that is not there, and leaves no folder of a file that can not be read', async () => {
    const store = temporaryFolder()
    expect(await readStoredModel(store, 'model')).toMatchObject({ error: { code: 'model-unknown' } })
    expect(await readStoredModel(store, '../runs')).toMatchObject({ error: { code: 'model-unknown' } })
    const file = join(store, 'broken.keras')
    writeFileSync(file, 'PK\x03\x04 not a zip')
    expect(await importIntoStore(store, file)).toMatchObject({ ok: false })
    expect(await listStoredModels(store)).toEqual({ ok: true, value: [] })
  })

  it('gives a run its weights and its network, for images of another size where that is wanted', async () => {
    const store = temporaryFolder()
    await importIntoStore(store, await kerasFile(temporaryFolder()))
    const start = await readStart(store, { kind: 'model', modelId: 'model', inputSize: 20 })
    expect(start).toMatchObject({ value: { source: 'model', network: { inputShape: [20, 20, 3] }, model: { labels } } })
    expect(await readStart(store, { kind: 'model', modelId: 'model', inputSize: 0 })).toMatchObject({
      error: { code: 'option-invalid' },
    })
    expect(await readStart(store, { kind: 'run', runId: 'run-9' })).toMatchObject({ error: { code: 'run-unknown' } })
  })
})

describe('getPretrained', () => {
  const md5 = (path: string) => createHash('md5').update(readFileSync(path)).digest('hex')
  const nowhere = 'http://127.0.0.1:1/file'

  function entry(weights: string, classes: string | null): Pretrained {
    const [known] = PRETRAINED
    if (!known) throw new Error('nothing is published')
    const index = { file: 'index.json', url: nowhere, md5: classes ?? 'none' }
    return { ...known, weights: { file: 'weights.keras', url: nowhere, md5: weights }, classes: index }
  }

  it('takes a local copy, and numbers the classes where their names can not be had', async () => {
    const [store, folder] = [temporaryFolder(), temporaryFolder()]
    const from = await kerasFile(temporaryFolder())
    const got = await getPretrained(entry(md5(from), null), { store, folder, from })
    expect(got).toMatchObject({ value: { summary: { modelId: 'imagenet-xception', labels } } })
    // It stays: the next time needs neither file nor network.
    expect(await getPretrained(entry(md5(from), null), { store, folder })).toMatchObject({ ok: true })
    const listed = await listStoredModels(store)
    expect(listed.ok && listed.value).toHaveLength(1)
  })

  it('names the classes by the published index', async () => {
    const [store, folder] = [temporaryFolder(), temporaryFolder()]
    const from = await kerasFile(temporaryFolder())
    mkdirSync(folder, { recursive: true })
    const index = { 0: ['n1', 'crane'], 2: ['n3', 'tench'], 1: ['n2', 'crane'] }
    writeFileSync(join(folder, 'index.json'), JSON.stringify(index))
    const got = await getPretrained(entry(md5(from), md5(join(folder, 'index.json'))), { store, folder, from })
    expect(got).toMatchObject({ value: { summary: { labels: ['crane', 'crane (n2)', 'tench'] } } })
  })

  it('refuses another file, and says what to do without a network', async () => {
    const [store, folder] = [temporaryFolder(), temporaryFolder()]
    const from = await kerasFile(temporaryFolder())
    expect(await getPretrained(entry('0'.repeat(32), null), { store, folder, from })).toMatchObject({
      error: { code: 'pretrained-mismatch', data: { received: md5(from) } },
    })
    expect(await getPretrained(entry(md5(from), null), { store, folder })).toMatchObject({
      error: { code: 'pretrained-unavailable' },
    })
  })
})
