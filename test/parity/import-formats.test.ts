import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModel } from '../../main/engine/formats/read-model.ts'
import { valueOf } from './export-jobs.ts'
import { expectAnswersOf } from './import-jobs.ts'
import { describeParity, runPython } from './keras.ts'

describeParity('files that Keras wrote', () => {
  let folder: string
  let weights: Readonly<Record<string, number>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-import-'))
    weights = JSON.parse(await runPython('write_models.py', folder)) as typeof weights
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const read = async (file: string) => valueOf(await readModel(join(folder, file)))
  const answers = (name: string) => join(folder, `${name}.expected`)
  const notes = (report: { notes: readonly { code: string; subject: string }[] }) =>
    report.notes.map(({ code, subject }) => `${code} ${subject}`.trim())

  const NOTES = {
    nested: [
      'layer-skipped flip',
      'layer-skipped turn',
      'layer-skipped noise',
      'softmax-added probabilities',
      'preprocessing-found',
      'labels-numbered',
    ],
    sequential: ['preprocessing-found normalization', 'labels-numbered'],
    channels: ['preprocessing-found', 'labels-numbered'],
    resized: ['resize-found resize', 'softmax-added probabilities', 'preprocessing-found', 'labels-numbered'],
    any_size: ['input-size-assumed photo', 'softmax-added probabilities', 'preprocessing-found', 'labels-numbered'],
  }
  const files = Object.keys(NOTES).flatMap((name) => [`${name}.keras`, `${name}.h5`])

  test.each(files)('%s answers as its writer does, and the report is whole', async (file) => {
    const name = file.split('.')[0] as keyof typeof NOTES
    const model = await read(file)
    expect(notes(model.report)).toEqual(NOTES[name])
    expect(model.report).toMatchObject({ format: file.split('.')[1], initial: [], unused: [] })
    expect(model.report.matched).toHaveLength(weights[name] ?? NaN)
    await expectAnswersOf(model, answers(name))
  })

  test('images are brought to size as the model itself does', async () => {
    const { graph } = await read('resized.keras')
    expect(graph).toMatchObject({ inputShape: [33, 33, 3], preprocessing: { resize: 'nearest' } })
    expect(graph.nodes.map(({ name }) => name)).not.toContain('resize')
  })

  test("weights alone in the layout of Keras' published file", async () => {
    const model = await read('published.h5')
    expect(notes(model.report)).toEqual(['input-size-assumed input', 'preprocessing-assumed', 'labels-numbered'])
    expect(model.report).toMatchObject({ format: 'h5-weights', initial: [], unused: [] })
    expect(model.labels).toHaveLength(7)
    await expectAnswersOf(model, answers('published'))
  })
  test('the same without top gets a head that is said to be new', async () => {
    const [whole, model] = [await read('published.h5'), await read('published_notop.h5')]
    expect(model.report.initial).toEqual(['predictions/kernel', 'predictions/bias'])
    expect(notes(model.report)).toContain('head-added predictions')
    expect(model.labels).toHaveLength(1000)
    for (const [key, values] of whole.weights) {
      if (!key.startsWith('predictions/')) expect(model.weights.get(key), key).toEqual(values)
    }
  })
  test('weights alone as Keras 3 writes them', async () => {
    const model = await read('published.weights.h5')
    expect(model.report).toMatchObject({ format: 'keras-weights', initial: [], unused: [] })
    await expectAnswersOf(model, answers('published'))
  })
})
