import { expect, test } from 'vitest'
import { emptyRunView, hasGap, withEvents } from '../../../renderer/run/run-view.ts'
import { recording } from '../recording.ts'

const { events } = recording.run

test('events that follow each other leave no gap, missing ones do', () => {
  const view = withEvents(emptyRunView('run'), events.slice(0, 10))
  expect(hasGap(view, events.slice(10, 12))).toBe(false)
  expect(hasGap(view, events.slice(5, 12))).toBe(false)
  expect(hasGap(view, events.slice(11, 12))).toBe(true)
})

test('steps leave the epochs the same object, so that their table is not drawn anew', () => {
  const end = events.findIndex((event) => event.kind === 'epoch') + 1
  const view = withEvents(emptyRunView('run'), events.slice(0, end))
  const later = withEvents(view, events.slice(end, end + 20))
  expect(later.history.steps.length).toBeGreaterThan(100)
  expect(later.history.epochs).toBe(view.history.epochs)
})
