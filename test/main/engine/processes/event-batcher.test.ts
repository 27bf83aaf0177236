import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createEventBatcher } from '../../../../main/engine/processes/event-batcher.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'

test('at most twenty messages a second, in order, and nothing is dropped', async () => {
  const messages: { atMs: number; events: TrainingEvent[] }[] = []
  const batcher = createEventBatcher((events) => messages.push({ atMs: performance.now(), events }))
  const startMs = performance.now()
  let pushed = 0
  while (performance.now() - startMs < 400) {
    batcher.push({ kind: 'paused', seq: pushed, atMs: 0, step: pushed })
    pushed++
    await setTimeout(3)
  }
  batcher.flush()
  batcher.flush()
  expect(messages.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([...Array(pushed).keys()])
  expect(messages[0]?.events).toHaveLength(1)
  // All but the last, which `flush` sends at once.
  const gaps = messages.slice(1, -1).map(({ atMs }, index) => atMs - (messages[index]?.atMs ?? 0))
  expect(gaps.length).toBeGreaterThan(2)
  for (const gap of gaps) expect(gap).toBeGreaterThan(48)
})
