import { describe, expect, it } from 'vitest'
import { csvLine, csvTable } from '../../shared/csv.ts'

describe('csv', () => {
  it('quotes what would end a cell or a line', () => {
    expect(csvLine(['a,b', 'say "no"', 'two\nlines', 'plain'])).toBe('"a,b","say ""no""","two\nlines",plain\r\n')
  })

  it('lets no text be taken for a formula, and leaves negative numbers alone', () => {
    expect(csvLine(['=1+1', '-x', '@home', -1.5])).toBe(' =1+1, -x, @home,-1.5\r\n')
  })

  it('ends each line of a table', () => {
    expect(
      csvTable([
        ['name', 'value'],
        ['a', 1],
      ]),
    ).toBe('name,value\r\na,1\r\n')
  })
})
