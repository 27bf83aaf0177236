import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createGuests } from '../../../../main/engine/training/guests.ts'

test('training holds until the last guest is served, and no longer', async () => {
  const guests = createGuests()
  await guests.served()
  const told: string[] = []
  const first = guests.serve(() => setTimeout(5).then(() => told.push('first')))
  const second = guests.serve(() => setTimeout(10).then(() => told.push('second')))
  await guests.served()
  expect(told).toEqual(['first', 'second'])
  await Promise.all([first, second])
})

test('a guest that fails does not hold it', async () => {
  const guests = createGuests()
  const served = guests.serve(() => Promise.reject(new Error('bug')))
  await expect(served).rejects.toThrow('bug')
  await guests.served()
})
