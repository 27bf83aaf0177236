import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEventLog, readEvents } from '../../../../main/engine/runs/event-log.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'
import { temporaryFolder } from './temporary-folder.ts'

const event = (seq: number): TrainingEvent => ({ kind: 'paused', seq, atMs: 1_700_000_000_000 + seq, step: seq })

async function openLog(folder: string) {
  const log = await openEventLog(folder)
  if (!log.ok) throw new Error(JSON.stringify(log.error))
  return log.value
}

test('appends, reads back in order, and counts on after being opened again', async () => {
  const folder = temporaryFolder()
  expect(await readEvents(folder)).toEqual({ ok: true, value: [] })
  const log = await openLog(folder)
  expect(log.nextSeq).toBe(0)
  await log.append([event(0), event(1)])
  await log.append([event(2)])
  expect(await log.sync()).toMatchObject({ ok: true })
  await log.close()
  expect(await readEvents(folder)).toEqual({ ok: true, value: [event(0), event(1), event(2)] })
  const again = await openLog(folder)
  expect(again.nextSeq).toBe(3)
  await again.close()
})

test('a torn last line is passed over when reading and cut off before appending', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'events.jsonl')
  writeFileSync(path, `${JSON.stringify(event(0))}\n{"kind":"paused","seq":1,"at`)
  expect(await readEvents(folder)).toEqual({ ok: true, value: [event(0)] })
  const log = await openLog(folder)
  expect(log.nextSeq).toBe(1)
  await log.append([event(1)])
  await log.close()
  expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(event(0))}\n${JSON.stringify(event(1))}\n`)
})

test('a damaged line in the middle is named', async () => {
  const folder = temporaryFolder()
  appendFileSync(join(folder, 'events.jsonl'), `${JSON.stringify(event(0))}\nnonsense\n${JSON.stringify(event(2))}\n`)
  const expected = { code: 'run-invalid', data: { path: folder, detail: 'line 2 of events.jsonl is damaged' } }
  expect(await readEvents(folder)).toMatchObject({ error: expected })
  expect(await openEventLog(folder)).toMatchObject({ error: expected })
})

test('some kinds alone', async () => {
  const folder = temporaryFolder()
  const log = await openLog(folder)
  const failed: TrainingEvent = { kind: 'failed', seq: 1, atMs: 1, code: 'internal', message: '"kind":"paused"' }
  await log.append([event(0), failed, event(2)])
  await log.close()
  expect(await readEvents(folder, ['paused'])).toEqual({ ok: true, value: [event(0), event(2)] })
  expect(await readEvents(folder, ['failed'])).toEqual({ ok: true, value: [failed] })
})
