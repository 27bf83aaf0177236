import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../../../main/engine/formats/safetensors.ts'
import {
  checkpointPath,
  hasCheckpoint,
  markBest,
  readCheckpoint,
  readCheckpointCursor,
  writeCheckpoint,
  type Checkpoint,
} from '../../../../main/engine/runs/checkpoints.ts'
import { startCursor } from '../../../../main/engine/training/training-cursor.ts'
import { shapeSize, weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { newManifest } from './new-manifest.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { graph } = newManifest()

function checkpoint(step: number): Checkpoint {
  const weights = new Map(
    weightSpecs(graph).map(({ key, shape }, index) => {
      return [key, Float32Array.from({ length: shapeSize(shape) }, (_, place) => index + place / 7 + step)]
    }),
  )
  const slots = new Map([['velocity/predictions/kernel', Float32Array.of(step, 0.1)]])
  const cursor = { ...startCursor(), epoch: 2, step, seq: 31, durationMs: 1234.5678, bestLoss: 0.1 + 0.2, bestEpoch: 1 }
  return { weights, slots, cursor }
}

test('a state comes back as it was, bit for bit', async () => {
  const folder = temporaryFolder()
  expect(await hasCheckpoint(folder)).toBe(false)
  const state = checkpoint(3)
  expect(await writeCheckpoint(folder, 'last', graph, state)).toMatchObject({ ok: true })
  expect(await readCheckpoint(folder, 'run-1', 'last')).toEqual({ ok: true, value: state })
  expect(await readCheckpointCursor(folder, 'run-1', 'last')).toEqual({ ok: true, value: state.cursor })
  expect(await hasCheckpoint(folder)).toBe(true)
})

test('weights lie in the file under their own names and shapes, for any reader of the format', async () => {
  const folder = temporaryFolder()
  await writeCheckpoint(folder, 'last', graph, checkpoint(3))
  const file = await readSafetensors(checkpointPath(folder, 'last'))
  const shapes = new Map(file.ok ? file.value.tensors.map(({ name, shape }) => [name, shape]) : [])
  for (const { key, shape } of weightSpecs(graph)) expect(shapes.get(key)).toEqual([...shape])
})

test('the best checkpoint stays when the last one is written anew', async () => {
  const folder = temporaryFolder()
  await writeCheckpoint(folder, 'last', graph, checkpoint(3))
  expect(await markBest(folder)).toMatchObject({ ok: true })
  await writeCheckpoint(folder, 'last', graph, checkpoint(4))
  expect(await readCheckpointCursor(folder, 'run-1', 'best')).toMatchObject({ value: { step: 3 } })
  expect(await readCheckpointCursor(folder, 'run-1', 'last')).toMatchObject({ value: { step: 4 } })
  await markBest(folder)
  expect(await readCheckpoint(folder, 'run-1', 'best')).toEqual({ ok: true, value: checkpoint(4) })
  expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['best.safetensors', 'last.safetensors'])
})

test('no checkpoint, a damaged one, one of something else, and no place for one', async () => {
  const folder = temporaryFolder()
  const missing = { code: 'run-without-checkpoint', data: { runId: 'run-1' } }
  expect(await readCheckpoint(folder, 'run-1', 'last')).toMatchObject({ error: missing })
  expect(await readCheckpointCursor(folder, 'run-1', 'best')).toMatchObject({ error: missing })
  await writeCheckpoint(folder, 'last', graph, checkpoint(3))
  truncateSync(checkpointPath(folder, 'last'), 5000)
  const damaged = { code: 'run-invalid', data: { path: folder, detail: expect.stringContaining('last') as string } }
  expect(await readCheckpoint(folder, 'run-1', 'last')).toMatchObject({ error: damaged })
  await writeSafetensors(checkpointPath(folder, 'last'), { tensors: [], metadata: {} })
  expect(await readCheckpoint(folder, 'run-1', 'last')).toMatchObject({ error: damaged })
  rmSync(join(folder, 'checkpoints'), { recursive: true })
  writeFileSync(join(folder, 'checkpoints'), 'a file')
  expect(await writeCheckpoint(folder, 'last', graph, checkpoint(3))).toMatchObject({ ok: false })
})
