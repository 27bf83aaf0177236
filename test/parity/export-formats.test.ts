import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldModel } from '../../main/engine/formats/fold-model.ts'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { probabilitiesOf } from '../../main/engine/formats/probabilities.ts'
import { exportInputs, type ExportFormat } from '../../shared/contract/export.ts'
import { everyKind } from '../main/engine/formats/every-kind.ts'
import { smallModel } from '../main/engine/formats/models.ts'
import { goldenOf, valueOf, writePixels } from './export-jobs.ts'
import { describeParity, runPython } from './keras.ts'
import { decodeTensors } from './tensor-file.ts'

interface Case {
  readonly name: string
  readonly model: ModelFile
  readonly format: ExportFormat
  readonly input: (typeof exportInputs)[number]
  readonly fold: boolean
}

const xception = smallModel()
const elu = smallModel({ order: 'pointwise-first', activation: 'elu', denseUnits: [12], dropout: 0.5 })
const whole = everyKind({ localResponse: true, symmetric: false })
const plain = everyKind({ localResponse: false, symmetric: false })
const symmetric = everyKind({ localResponse: true, symmetric: true })

function cases(format: ExportFormat, models: Readonly<Record<string, ModelFile>>): readonly Case[] {
  const input = format === 'saved-model' || format === 'onnx' ? 'uint8-nhwc' : 'float-nhwc'
  return Object.entries(models).map(([name, model]) => {
    return { name: `${format}: ${name}`, model, format, input, fold: false }
  })
}

const all = { 'the usual Xception': xception, 'pointwise first with ELU': elu, 'every kind': whole }
const CASES: readonly Case[] = [
  ...cases('keras-weights', all),
  ...cases('safetensors', all),
  ...cases('h5', { ...all, 'every kind': plain }),
  ...cases('saved-model', { ...all, 'symmetric pools': symmetric }),
  ...cases('onnx', { ...all, 'symmetric pools': symmetric }),
  ...exportInputs.map((input): Case => {
    return { name: `onnx: ${input}, batch norms folded`, model: xception, format: 'onnx', input, fold: true }
  }),
]

/** Each format by its own reader in Python: at most 1e-5 from ours, whole batches and single images alike. */
describeParity('exports read by others', () => {
  let folder: string
  let results: { readonly shape: readonly number[]; readonly data: Float32Array }[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-formats-'))
    const jobs = []
    for (const [index, { model, format, input, fold }] of CASES.entries()) {
      const target = join(folder, String(index))
      await mkdir(target)
      valueOf(await FORMATS[format].write(fold ? foldModel(model) : model, target, { onnxInput: input }))
      const { pixels, count } = await goldenOf(model, 3)
      await writePixels(join(target, 'images'), pixels, model, count)
      const [images, probabilities] = [join(target, 'images'), join(target, 'probabilities')]
      jobs.push({ format, folder: target, input, images, probabilities })
    }
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
    await runPython('read_exports.py', join(folder, 'jobs.json'))
    results = await Promise.all(
      jobs.map(async ({ probabilities }) => {
        const read = decodeTensors(await readFile(probabilities)).get('probabilities')
        if (!read) throw new Error('no probabilities')
        return read
      }),
    )
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each(CASES.map((each, index) => ({ ...each, index })))('$name', async ({ model, index }) => {
    const { pixels } = await goldenOf(model, 3)
    const ours = valueOf(probabilitiesOf(model, pixels))
    const { shape, data } = results[index] as (typeof results)[number]
    expect(Math.max(...ours)).toBeLessThan(0.99)
    expect(shape[0]).toBeGreaterThan(0)
    for (let way = 0; way < (shape[0] ?? 0); way++) {
      const theirs = data.subarray(way * ours.length, (way + 1) * ours.length)
      expect(
        ours.reduce((most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? NaN))), 0),
      ).toBeLessThanOrEqual(1e-5)
    }
  })
})

describe('what a format has no words for', () => {
  test.each(['keras', 'keras-weights', 'h5', 'tfjs'] as const)('%s names the pool', async (format) => {
    const folder = await mkdtemp(join(tmpdir(), 'xw-formats-'))
    const written = await FORMATS[format].write(everyKind({ localResponse: false, symmetric: true }), folder)
    await rm(folder, { recursive: true })
    expect(written).toMatchObject({ error: { code: 'layer-unsupported', data: { layer: 'max2' } } })
  })

  test.each(['h5', 'tfjs'] as const)('%s names the layer', async (format) => {
    const folder = await mkdtemp(join(tmpdir(), 'xw-formats-'))
    const written = await FORMATS[format].write(whole, folder)
    await rm(folder, { recursive: true })
    expect(written).toMatchObject({ error: { code: 'layer-unsupported', data: { layer: 'local' } } })
  })
})
