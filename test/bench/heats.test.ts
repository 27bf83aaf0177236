import { describe, expect, test } from 'vitest'
import { configurations, type Configuration } from '../../bench/configurations.ts'
import { keras, kerasJit } from '../../bench/engines/keras.ts'
import { onnxRuntime } from '../../bench/engines/onnx-runtime.ts'
import { ours } from '../../bench/engines/ours.ts'
import { pytorch } from '../../bench/engines/pytorch.ts'
import { stockTfjs } from '../../bench/engines/stock-tfjs.ts'
import { chooseSettings, estimateBytes, planHeats, winnerKey } from '../../bench/heats.ts'

const ENGINES = [keras, pytorch, onnxRuntime, kerasJit, stockTfjs]
const named = (id: string) => configurations(2).find((each) => each.id === id) as Configuration
const plan = (id: string, memory: number, winners = new Map<string, string>()) =>
  planHeats(ENGINES, ours, named(id), winners, memory)
const families = (heats: ReturnType<typeof plan>) =>
  heats.map(({ contenders }) => contenders.map(({ engine }) => engine.family))

describe('settings', () => {
  test('are all where a configuration measures all, without those of the other task', () => {
    const training = chooseSettings(pytorch, named('train-299-8'), new Map()).map(({ name }) => name)
    const inference = chooseSettings(pytorch, named('infer-299-8'), new Map()).map(({ name }) => name)
    expect(inference).toHaveLength(pytorch.settings.length)
    expect(training).toEqual(inference.filter((name) => !name.includes('freezing')))
  })
  test('are elsewhere the one that won', () => {
    const winners = new Map([[winnerKey('train-299-8', 'keras'), 'oneDNN off']])
    expect(chooseSettings(keras, named('train-299-1'), winners).map(({ name }) => name)).toEqual(['oneDNN off'])
  })
  test('are the usual one while none has won, also when only one of the other network has', () => {
    const winners = new Map([[winnerKey('train-32-64', 'keras'), 'oneDNN off']])
    expect(chooseSettings(keras, named('train-299-1'), winners)).toEqual([keras.settings[0]])
  })
})

describe('heats', () => {
  test('hold everyone once, and ONNX Runtime only at inference', () => {
    expect(families(plan('train-299-1', Infinity))).toEqual([
      ['keras', 'pytorch'],
      ['keras-jit', 'stock-tfjs'],
    ])
    expect(families(plan('infer-299-1', Infinity))[0]).toEqual(['keras', 'pytorch', 'onnx-runtime'])
  })
  test('keep the slow ones apart', () => {
    expect(plan('train-299-1', Infinity).map(({ slow }) => slow)).toEqual([false, true])
  })
  test('leave out what the configuration leaves out', () => {
    expect(families(plan('train-299-16', Infinity)).flat()).not.toContain('stock-tfjs')
  })
  test('take no more memory together with ours than there is, unless one alone does', () => {
    const memory = 20e9
    for (const id of ['train-299-8', 'train-299-16', 'infer-299-32']) {
      const { workload } = named(id)
      for (const { contenders } of plan(id, memory)) {
        const together = [ours, ...contenders.map(({ engine }) => engine)]
        const bytes = together.reduce((sum, engine) => sum + estimateBytes(engine, workload), 0)
        if (contenders.length > 1) expect(bytes).toBeLessThanOrEqual(memory)
      }
    }
    expect(plan('train-299-8', memory).length).toBeGreaterThan(2)
    expect(plan('train-299-8', 1).flatMap(({ contenders }) => contenders)).toHaveLength(
      plan('train-299-8', Infinity).flatMap(({ contenders }) => contenders).length,
    )
  })
})
