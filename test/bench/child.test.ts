import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startChild } from '../../bench/child.ts'
import { parseChildLine } from '../../bench/child-messages.ts'
import type { Contender, Engine, Programs } from '../../bench/engines/engine.ts'
import { keras, kerasJit } from '../../bench/engines/keras.ts'
import { onnxRuntime } from '../../bench/engines/onnx-runtime.ts'
import { ours } from '../../bench/engines/ours.ts'
import { pytorch } from '../../bench/engines/pytorch.ts'
import { stockTfjs } from '../../bench/engines/stock-tfjs.ts'
import type { Workload } from '../../bench/workload.ts'
import { benchPython, python } from '../../scripts/setup/python.mjs'
import { temporaryFolder } from '../scripts/temporary-folder.ts'

const workload: Workload = {
  task: 'train',
  model: 'small',
  inputSize: 32,
  batch: 2,
  // Narrower, PyTorch and stock tfjs-node die in training, of a damaged heap; both compute with oneDNN. Ours did not.
  width: 0.25,
  classes: 3,
  threads: 1,
}
const programs: Programs = { node: process.execPath, keras: python.find().path, torch: benchPython.find().path }
const usual = (engine: Engine): Contender => ({ engine, setting: engine.settings[0] as Contender['setting'] })

async function works(contender: Contender, task: Workload['task']) {
  const child = await startChild(contender, { ...workload, task }, programs)
  expect(child.firstStepSeconds).toBeGreaterThan(0)
  expect(await child.block(2)).toBeGreaterThan(0)
  expect(await child.stop()).toBeGreaterThan(30e6)
}

describe.each(['train', 'infer'] as const)('%s', (task) => {
  test('ours', () => works(usual(ours), task))
  test('stock tfjs-node', () => works(usual(stockTfjs), task))
  test.skipIf(programs.keras === null)('Keras', () => works(usual(keras), task), 300_000)
  test.skipIf(programs.torch === null)('PyTorch', () => works(usual(pytorch), task), 300_000)
})

test.skipIf(programs.torch === null)('ONNX Runtime', () => works(usual(onnxRuntime), 'infer'), 300_000)

describe('a child that does not do what it should', () => {
  /** An engine whose child is this program. */
  async function engineOf(text: string): Promise<Contender> {
    const script = join(await temporaryFolder(), 'child.mjs')
    await writeFile(script, text)
    return usual({ ...ours, title: 'broken', program: () => process.execPath, script: script })
  }
  const ready = (value: string) => `console.log('@bench {"kind":"ready","value":${value},"versions":{},"peakBytes":1}')`

  test('is refused with its last words when it ends', async () => {
    const broken = await engineOf('console.error("out of luck"); process.exit(1)')
    await expect(startChild(broken, workload, programs)).rejects.toThrow(/broken ended: .*out of luck/s)
  })
  test('is refused when it computes nothing real', async () => {
    await expect(startChild(await engineOf(ready('null')), workload, programs)).rejects.toThrow(
      'computed no finite number',
    )
  })
  test('is refused when its Python is missing', async () => {
    const none = { ...programs, keras: null }
    await expect(startChild(usual(kerasJit), workload, none)).rejects.toThrow('its Python is missing')
  })
  test('may print whatever it likes before its messages', async () => {
    const chatty = await engineOf(`console.log('hello {'); ${ready('1')}; process.stdin.resume()`)
    const child = await startChild(chatty, workload, programs)
    expect(await child.stop()).toBe(1)
  })
  test('that dies in a block is refused', async () => {
    const dying = await engineOf(`${ready('1')}; process.stdin.once('data', () => process.exit(3))`)
    const child = await startChild(dying, workload, programs)
    await expect(child.block(1)).rejects.toThrow('broken ended')
    await child.stop()
  })
})

describe('a line', () => {
  test('without the mark is no message', () => {
    expect(parseChildLine('{"kind":"block","seconds":1,"value":1,"peakBytes":1}')).toBeNull()
  })
  test('with the mark and something else than a message is a bug', () => {
    expect(() => parseChildLine('@bench {"kind":"block"}')).toThrow()
  })
})
