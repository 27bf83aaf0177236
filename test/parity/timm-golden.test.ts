import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReadModel } from '../../main/engine/formats/model-file.ts'
import { probabilitiesOf } from '../../main/engine/formats/probabilities.ts'
import { readModel } from '../../main/engine/formats/read-model.ts'
import { valueOf } from './export-jobs.ts'
import { expectLogits } from './import-jobs.ts'
import { describeParity, runPython } from './keras.ts'
import { timmPixels, timmValues } from './timm-values.ts'
import { writeTorchSafetensors, type TorchTensor } from './torch-safetensors.ts'

interface Golden {
  readonly timm: string
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** Name, type and shape, in timm's order. */
  readonly tensors: readonly (readonly [name: string, type: 'float32' | 'int64', shape: readonly number[]])[]
  readonly logits: readonly (readonly number[])[]
}

const SIZE = 299
let golden: Golden
let folder: string
beforeAll(async () => {
  const fixture = join(import.meta.dirname, '../fixtures/timm-legacy-xception.json')
  golden = JSON.parse(await readFile(fixture, 'utf8')) as Golden
  folder = await mkdtemp(join(tmpdir(), 'xw-timm-golden-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("the full network as timm itself has it, by timm's own names, shapes and logits", () => {
  let model: ReadModel
  beforeAll(async () => {
    const tensors = golden.tensors.map(([name, type, shape]): TorchTensor => {
      return { name, shape, values: type === 'int64' ? BigInt64Array.of(0n) : timmValues(name, shape) }
    })
    const path = join(folder, 'timm.safetensors')
    await writeTorchSafetensors(path, tensors)
    model = valueOf(await readModel(path))
  }, 60_000)

  test('every weight has its place', () => {
    expect(model.report).toMatchObject({ format: 'timm-safetensors', initial: [], unused: [] })
    // PyTorch counts batches, which nothing uses.
    const counted = golden.tensors.filter(([name]) => !name.endsWith('num_batches_tracked'))
    expect(model.report.matched).toHaveLength(counted.length)
    expect(model.graph.inputShape).toEqual([SIZE, SIZE, 3])
  })
  test('pixels are scaled as it says', () => {
    const { scale, offset } = model.graph.preprocessing
    const [mean = NaN] = golden.mean
    const [deviation = NaN] = golden.std
    expect(new Set([...golden.mean, ...golden.std]).size).toBe(1)
    expect(scale).toBeCloseTo(1 / 255 / deviation, 12)
    expect(offset).toBeCloseTo(-mean / deviation, 12)
  })
  test('logits agree within 1e-4', () => {
    const probabilities = valueOf(probabilitiesOf(model, timmPixels(SIZE)))
    expectLogits(probabilities, Float32Array.from(golden.logits.flat()), golden.logits.length)
  }, 60_000)
})

describeParity('the writer that stands for timm in other tests', () => {
  test('has its names and types', async () => {
    await runPython('write_timm.py', folder, '0.03', '8', '12')
    const bytes = await readFile(join(folder, 'timm.safetensors'))
    const header = bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE()))
    const { __metadata__: _, ...entries } = JSON.parse(header) as Record<string, { dtype: string; shape: number[] }>
    const types = { float32: 'F32', int64: 'I64' } as const
    const expected = golden.tensors.map(([name, type, shape]) => `${name} ${types[type]} ${shape.length}`)
    const written = Object.entries(entries).map(([name, { dtype, shape }]) => `${name} ${dtype} ${shape.length}`)
    expect(written.toSorted()).toEqual(expected.toSorted())
  }, 60_000)
})
