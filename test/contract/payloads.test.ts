import type { z } from 'zod'
import { expect, test } from 'vitest'
import { childRequestSchema } from '../../main/engine/processes/child-protocol.ts'
import { eventNames, events } from '../../shared/contract/events.ts'
import { requestNames, requests } from '../../shared/contract/requests.ts'
import { samplesOf } from './sample-of.ts'

const schemas: [string, z.ZodType][] = [
  ...requestNames.flatMap((name): [string, z.ZodType][] => [
    [`the arguments of ${name}`, requests[name].args],
    [`the result of ${name}`, requests[name].result],
  ]),
  ...eventNames.map((name): [string, z.ZodType] => [`the event ${name}`, events[name]]),
]

test.each(schemas)('%s come through a channel as they were', (_, schema) => {
  const samples = samplesOf(schema)
  expect(samples.length).toBeGreaterThan(0)
  for (const sample of samples) {
    const value = schema.parse(sample)
    const received = structuredClone(value)
    expect(received).toEqual(value)
    expect(schema.parse(received)).toEqual(value)
  }
})

test('every kind of training event is among the samples', () => {
  const [first] = samplesOf(events['training:events']) as { events: { kind: string }[] }[]
  expect(new Set(first?.events.map(({ kind }) => kind))).toEqual(
    new Set([
      'started',
      'step',
      'features',
      'compiling',
      'validating',
      'epoch',
      'checkpoint',
      'paused',
      'resumed',
      'finished',
      'failed',
    ]),
  )
})

test('a request to a child names real paths by id, and nothing but text', () => {
  const request = { kind: 'request', id: 1, name: 'dataset:open', args: {}, paths: { s1: '/pictures' } }
  expect(childRequestSchema.parse(structuredClone(request))).toEqual(request)
  expect(childRequestSchema.safeParse({ ...request, paths: { s1: 7 } }).success).toBe(false)
})
