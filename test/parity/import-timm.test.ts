import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import { READ_BACK } from '../../main/engine/formats/read-back.ts'
import { readModel } from '../../main/engine/formats/read-model.ts'
import { probabilitiesOf } from '../../main/engine/formats/probabilities.ts'
import { goldenOf, valueOf } from './export-jobs.ts'
import { expectAnswersOf } from './import-jobs.ts'
import { describeParity, runPython } from './keras.ts'

describeParity("timm's legacy_xception", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-timm-'))
    await runPython('write_timm.py', folder, '0.05', '2', '7')
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const read = async (file: string) => valueOf(await readModel(join(folder, file)))

  test('answers as it does, with its epsilon and its padding', async () => {
    const model = await read('timm.safetensors')
    expect(model.report).toMatchObject({ format: 'timm-safetensors', initial: [], unused: [] })
    const pool = model.graph.nodes.find(({ name }) => name === 'block3_pool')
    expect(pool?.attributes).toMatchObject({ padding: 'symmetric' })
    await expectAnswersOf(model, join(folder, 'timm.expected'))
  })
  test('bfloat16 is widened, and said so', async () => {
    const [model, whole] = [await read('timm-bf16.safetensors'), await read('timm.safetensors')]
    expect(model.report.notes).toContainEqual({ code: 'widened', subject: '', detail: 'BF16' })
    for (const [key, values] of whole.weights) {
      const rounded = model.weights.get(key) ?? new Float32Array()
      const apart = values.findIndex(
        (value, index) => Math.abs(value - (rounded[index] ?? NaN)) > Math.abs(value) / 128,
      )
      expect(apart, key).toBe(-1)
    }
  })
  test('goes on to formats that can say its padding, and not to those that cannot', async () => {
    const model = await read('timm.safetensors')
    const { pixels } = await goldenOf(model, 2)
    const ours = valueOf(probabilitiesOf(model, pixels))
    const target = await mkdtemp(join(folder, 'out-'))
    valueOf(await FORMATS['saved-model'].write(model, target))
    const theirs = await READ_BACK['saved-model'].probabilities?.(target, model, pixels)
    const apart = ours.map((value, index) => Math.abs(value - (theirs?.ok ? (theirs.value[index] ?? NaN) : NaN)))
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-5)
    const again = await mkdtemp(join(folder, 'again-'))
    valueOf(await FORMATS.safetensors.write(model, again))
    expect((await readModel(again)).ok).toBe(true)
    expect(await FORMATS.keras.write(model, again)).toMatchObject({
      error: { code: 'layer-unsupported', data: { layer: 'block3_pool' } },
    })
  })
})
