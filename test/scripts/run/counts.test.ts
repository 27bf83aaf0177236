import { expect, test } from 'vitest'
import { isWorthShowing } from '../../../scripts/run/chatter.mjs'
import { addCounts, closingLine, countReport } from '../../../scripts/run/counts.mjs'

test('a file that could not be loaded counts as a failure', () => {
  const counts = countReport({
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}] },
    ],
  })
  expect(counts).toEqual({ passed: 3, failed: 2, skipped: 3 })
  expect(closingLine(addCounts(counts, counts))).toBe('6 passed, 4 failed, 6 skipped')
})

test('Chromium’s chatter is kept from the terminal, a crash is not', () => {
  expect(isWorthShowing('[289:1124/112627.02:ERROR:bus.cc(407)] Failed to connect to the bus')).toBe(false)
  expect(isWorthShowing('(electron:12): Gtk-WARNING **: 11:00: cannot open')).toBe(false)
  expect(isWorthShowing('[289:1124/112632.2:FATAL:electron_browser_main_parts.cc(504)] Failed')).toBe(true)
  expect(isWorthShowing('TypeError: x is not a function')).toBe(true)
})
