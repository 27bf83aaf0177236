import { describe, expect, it } from 'vitest'
import type { PredictionRow } from '../../../shared/contract/inspection/describe.ts'
import { sortRows } from '../../../renderer/run/sort-predictions.ts'

const row = (file: string, classIndex: number | null, probability = 0): PredictionRow => ({
  file,
  index: null,
  classes: classIndex === null ? [] : [classIndex],
  probabilities: classIndex === null ? [] : [probability],
  error: classIndex === null ? { code: 'image-unreadable', message: 'broken' } : null,
})
const rows = [row('10.png', 1, 0.6), row('9.png', 0, 0.9), row('broken.png', null), row('2.png', 1, 0.7)]
const files = (order: Parameters<typeof sortRows>[1]) => sortRows(rows, order).map(({ file }) => file)

describe('sortRows', () => {
  it('counts in file names as people do', () => {
    expect(files('file')).toEqual(['2.png', '9.png', '10.png', 'broken.png'])
  })

  it('goes by class, and within one by file', () => {
    expect(files('class')).toEqual(['9.png', '2.png', '10.png', 'broken.png'])
  })

  it('puts the surest first or last, and what could not be read at the end of both', () => {
    expect(files('sure')).toEqual(['9.png', '2.png', '10.png', 'broken.png'])
    expect(files('unsure')).toEqual(['10.png', '2.png', '9.png', 'broken.png'])
  })
})
