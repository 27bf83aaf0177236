import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readCheckpoint, readCheckpointCursor, type Checkpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { createCheckpointKeeper } from '../../../../main/engine/training/checkpoint-keeper.ts'
import { startCursor, type TrainingCursor } from '../../../../main/engine/training/training-cursor.ts'
import { succeed } from '../../../../shared/contract/result.ts'
import { shapeSize, weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { newManifest } from '../runs/new-manifest.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'

const { graph } = newManifest()

/** A run whose weights all have the same value. */
function setUp(intervalMs: number) {
  const folder = temporaryFolder()
  const state: { value: number; cursor: TrainingCursor; writeMs: number } = {
    value: 0,
    cursor: startCursor(),
    writeMs: 0,
  }
  const snapshot = (): Checkpoint => ({
    weights: new Map(
      weightSpecs(graph).map(({ key, shape }) => [key, new Float32Array(shapeSize(shape)).fill(state.value)]),
    ),
    slots: new Map([['velocity', Float32Array.of(state.value)]]),
    cursor: structuredClone(state.cursor),
  })
  const beforeWrite = async () => succeed(await setTimeout(state.writeMs))
  const keeper = createCheckpointKeeper({ folder, graph, intervalMs, written: null, snapshot, beforeWrite })
  const at = (epoch: number, stepInEpoch: number, step: number, bestEpoch: number | null) => {
    state.value = step
    state.cursor = { ...state.cursor, epoch, stepInEpoch, step, bestEpoch, bestLoss: bestEpoch }
  }
  const read = async (which: 'last' | 'best') => {
    const found = await readCheckpoint(folder, 'run-1', which)
    return found.ok ? found.value.weights.get('predictions/kernel')?.[0] : found.error.code
  }
  return { folder, state, keeper, at, read }
}

test('after a step only when the interval has passed', async () => {
  const { keeper, at, read } = setUp(60)
  at(1, 1, 1, null)
  expect(await keeper.afterStep()).toEqual({ ok: true, value: [] })
  expect(await read('last')).toBe('run-without-checkpoint')
  await setTimeout(70)
  expect(await keeper.afterStep()).toEqual({ ok: true, value: ['last'] })
  expect(await read('last')).toBe(1)
})

test('after an epoch; the best one stays when a worse one follows', async () => {
  const { keeper, at, read } = setUp(1e9)
  at(2, 0, 3, 1)
  expect(await keeper.afterEpoch()).toEqual({ ok: true, value: ['last', 'best'] })
  at(3, 0, 6, 1)
  expect(await keeper.now()).toEqual({ ok: true, value: ['last'] })
  expect([await read('last'), await read('best')]).toEqual([6, 3])
})

test('a best epoch that came too soon after a slow write waits in memory and is not lost', async () => {
  const { folder, keeper, at, read, state } = setUp(1e9)
  state.writeMs = 30
  at(2, 0, 3, 1)
  await keeper.afterEpoch()
  at(3, 0, 6, 2)
  expect(await keeper.afterEpoch()).toEqual({ ok: true, value: [] })
  at(4, 0, 9, 2)
  expect(await keeper.afterEpoch()).toEqual({ ok: true, value: [] })
  expect([await read('last'), await read('best')]).toEqual([3, 3])
  expect(await keeper.now()).toEqual({ ok: true, value: ['best', 'last'] })
  expect([await read('last'), await read('best')]).toEqual([9, 6])
  expect(await readCheckpointCursor(folder, 'run-1', 'best')).toMatchObject({ value: { epoch: 3, bestEpoch: 2 } })
})

test('the same state is not written twice', async () => {
  const { keeper, at } = setUp(1e9)
  at(2, 0, 3, 1)
  await keeper.afterEpoch()
  expect(await keeper.now()).toEqual({ ok: true, value: [] })
})

test('weights that are no numbers any more never replace good ones', async () => {
  const { keeper, at, read, state } = setUp(1e9)
  at(1, 1, 1, null)
  await keeper.now()
  at(1, 2, 2, null)
  state.value = NaN
  expect(await keeper.now()).toMatchObject({ ok: false, error: { code: 'training-diverged', data: { step: 2 } } })
  expect(await read('last')).toBe(1)
})
