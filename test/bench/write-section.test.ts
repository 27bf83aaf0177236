import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check } from 'prettier'
import { describe, expect, test } from 'vitest'
import { BEGIN, END, replaceBetweenMarks, writeSection } from '../../bench/write-section.ts'
import { markdownTable } from '../../bench/markdown-table.ts'
import { temporaryFolder } from '../scripts/temporary-folder.ts'

const document = `# A\n\n${BEGIN}\n\nold\n\n${END}\n\n## B\n`

describe('replaceBetweenMarks', () => {
  test('changes what stands between the marks and nothing else', () => {
    expect(replaceBetweenMarks(document, '\nnew\n')).toBe(`# A\n\n${BEGIN}\n\nnew\n\n${END}\n\n## B\n`)
  })
  test('can be done again', () => {
    expect(replaceBetweenMarks(replaceBetweenMarks(document, 'new'), 'old')).toBe(document)
  })
  test('takes text that a replacement pattern would change', () => {
    expect(replaceBetweenMarks(document, "$& $' 1")).toContain("\n$& $' 1\n")
  })
  test.each([
    ['no marks', '# A'],
    ['no end', `a ${BEGIN} b`],
    ['the end before the beginning', `${END} ${BEGIN}`],
    ['two beginnings', `${BEGIN} ${BEGIN} ${END}`],
    ['two ends', `${BEGIN} ${END} ${END}`],
  ])('refuses a document with %s', (_, broken) => {
    expect(() => replaceBetweenMarks(broken, 'new')).toThrow('the document needs one')
  })
})

test('what is written passes the format check', async () => {
  const path = join(await temporaryFolder(), 'performance.md')
  await writeFile(path, document)
  await writeSection(path, markdownTable(['', 'a'], [['long enough', '1']]))
  const written = await readFile(path, 'utf8')
  expect(written).toContain('| long enough | 1')
  expect(await check(written, { filepath: path })).toBe(true)
})

test('docs/performance.md has the marks', async () => {
  const text = await readFile(join(import.meta.dirname, '../../docs/performance.md'), 'utf8')
  expect(replaceBetweenMarks(text, 'new')).not.toBe(text)
})
