import { beforeEach, expect, it, vi } from 'vitest'
import { createIdleWork } from '../../../../main/engine/processes/idle-work.ts'
import { createGuests } from '../../../../main/engine/training/guests.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  return () => vi.useRealTimers()
})

function idleWork({ isTraining = false } = {}) {
  const reported: unknown[] = []
  const guests = createGuests()
  const report = (error: unknown) => void reported.push(error)
  const idle = createIdleWork(guests, { isTraining: () => isTraining, report, restMs: 100 })
  return { guests, idle, reported }
}

it('comes when nobody has asked for a while, and only the newest', () => {
  const { idle } = idleWork()
  const done: string[] = []
  idle.soon(() => done.push('old'))
  vi.advanceTimersByTime(99)
  idle.soon(() => done.push('new'))
  vi.advanceTimersByTime(99)
  expect(done).toEqual([])
  vi.advanceTimersByTime(1)
  expect(done).toEqual(['new'])
})

it('is dropped at the end, and a bug in it is told', () => {
  const { idle, reported } = idleWork()
  idle.soon(() => {
    throw new Error('bug')
  })
  vi.advanceTimersByTime(100)
  expect(reported).toMatchObject([{ message: 'bug' }])
  idle.soon(() => expect.unreachable())
  idle.close()
  vi.advanceTimersByTime(1000)
})

it('waits beside training for its place between two long steps', async () => {
  const { guests, idle } = idleWork({ isTraining: true })
  const work = vi.fn()
  idle.soon(work)
  vi.advanceTimersByTime(100)
  await guests.served()
  // A short step, then a long one.
  vi.advanceTimersByTime(200)
  await guests.served()
  expect(work).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2000)
  const guest = Promise.withResolvers<null>()
  const serving = guests.serve(() => guest.promise)
  const next = guests.served()
  expect(work).not.toHaveBeenCalled()
  guest.resolve(null)
  await serving
  await next
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(2000)
  await guests.served()
  expect(work).toHaveBeenCalledTimes(1)
})
