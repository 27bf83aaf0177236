import { expect, test } from 'vitest'
import { errorText, formatError } from '../../shared/contract/error-text.ts'
import { fail } from '../../shared/contract/result.ts'

test('an error is a sentence with its data and its cause', () => {
  const { error } = fail('input-too-small', { received: 50, minimum: 71, stem: 'full' }, new Error('deeper'))
  expect(formatError(error)).toMatch(
    /^an input of 50 pixels was asked for; the full stem takes 71 or more.*\(deeper\)$/,
  )
})

test.each(Object.entries(errorText))('%s says what to do', (_, text) => {
  expect(text.split(/[;(]/).length).toBeGreaterThan(1)
})
