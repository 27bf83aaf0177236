import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walkFiles } from '../../scripts/make-walk-docs.ts'

const DOCS = join(import.meta.dirname, '..', '..', 'docs')
const files = await walkFiles()

test('the walk and its drawings are up to date: node scripts/make-walk-docs.ts', () => {
  for (const [path, content] of files) expect(readFileSync(join(DOCS, path), 'utf8'), path).toBe(content)
  expect(readdirSync(join(DOCS, 'images', 'walk'))).toHaveLength(files.size - 2)
})

test('both pages have ten stops, each with a drawing that is there, and no sentence missing', () => {
  for (const [path, content] of files) {
    if (!path.endsWith('.md')) continue
    expect(content.match(/^## /gm)).toHaveLength(10)
    for (const [, drawing = ''] of content.matchAll(/!\[.*\]\((.+)\)/g)) expect(files.has(join(drawing))).toBe(true)
    expect(content).not.toMatch(/stops\.|walk\.|undefined|NaN|\{|\}/)
  }
})
