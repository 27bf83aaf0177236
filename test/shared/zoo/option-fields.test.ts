import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { optionFields } from '../../../shared/zoo/option-fields.ts'
import { NETWORK_NAMES, ZOO } from '../../../shared/zoo/zoo.ts'

describe('the fields of a schema', () => {
  test('have its ranges and choices, with or without a default', () => {
    const shape = {
      count: z.int().min(2).max(9).default(3),
      share: z.number().min(0).max(0.5),
      kind: z.enum(['a', 'b']).default('a'),
      on: z.boolean().default(false),
      units: z.array(z.int().min(1).max(64)).max(4).readonly().default([]),
    }
    expect(optionFields(shape)).toEqual([
      { kind: 'number', name: 'count', whole: true, minimum: 2, maximum: 9 },
      { kind: 'number', name: 'share', whole: false, minimum: 0, maximum: 0.5 },
      { kind: 'choice', name: 'kind', choices: ['a', 'b'] },
      { kind: 'switch', name: 'on' },
      { kind: 'numbers', name: 'units', minimum: 1, maximum: 64, most: 4 },
    ])
  })

  test('cannot be made of a type that no field is known for', () => {
    expect(() => optionFields({ text: z.string() })).toThrow('text')
  })

  test.each(NETWORK_NAMES)('of %s are its options, with finite limits', (name) => {
    const { fields, optionNames } = ZOO[name]
    expect(fields.map((field) => field.name)).toEqual(optionNames)
    for (const field of fields) {
      if (field.kind === 'number') expect([field.minimum, field.maximum].every(Number.isFinite)).toBe(true)
    }
  })
})
