import { describe, expect, it } from 'vitest'
import type { PredictionRow } from '../../../shared/contract/inspection/describe.ts'
import { filterRows, sortRows, type RowOrder } from '../../../renderer/run/sort-predictions.ts'

const row = (file: string, classIndex: number | null, probability = 0): PredictionRow => ({
  file,
  index: null,
  classes: classIndex === null ? [] : [classIndex],
  probabilities: classIndex === null ? [] : [probability],
  error: classIndex === null ? { code: 'image-unreadable', message: 'broken' } : null,
})
const rows = [row('10.png', 1, 0.6), row('9.png', 0, 0.9), row('broken.png', null), row('2.png', 1, 0.7)]
const files = (by: RowOrder['by'], descending = false) => sortRows(rows, { by, descending }).map(({ file }) => file)

describe('sortRows', () => {
  it('counts in file names as people do, either way', () => {
    expect(files('file')).toEqual(['2.png', '9.png', '10.png', 'broken.png'])
    expect(files('file', true)).toEqual(['broken.png', '10.png', '9.png', '2.png'])
  })

  it('goes by class, and within one by file', () => {
    expect(files('class')).toEqual(['9.png', '2.png', '10.png', 'broken.png'])
    expect(files('class', true)).toEqual(['2.png', '10.png', '9.png', 'broken.png'])
  })

  it('puts the surest first or last, and what could not be read at the end of both', () => {
    expect(files('probability', true)).toEqual(['9.png', '2.png', '10.png', 'broken.png'])
    expect(files('probability')).toEqual(['10.png', '2.png', '9.png', 'broken.png'])
  })
})

describe('filterRows', () => {
  const kept = (only: 'all' | 'failed' | number, text = '') => filterRows(rows, { only, text }).map(({ file }) => file)

  it('keeps a class, what failed, or what a name holds', () => {
    expect(kept(1)).toEqual(['10.png', '2.png'])
    expect(kept('failed')).toEqual(['broken.png'])
    expect(kept('all', ' BROK ')).toEqual(['broken.png'])
    expect(kept(0, '10')).toEqual([])
  })
})
