// Writes docs/from-inception-to-xception.md, its Korean twin and their drawings, from the window's own texts, drawing code
// and counts: node scripts/make-walk-docs.ts. A test holds the files against what this would write.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { createWindowI18n } from '../renderer/locales/i18n.ts'
import { walkDocument } from '../renderer/walk/walk-document.ts'

const DOCS = join(import.meta.dirname, '..', 'docs')
const LANGUAGES = [
  { language: 'en', page: 'from-inception-to-xception.md', suffix: '' },
  { language: 'ko', page: 'from-inception-to-xception.ko.md', suffix: '.ko' },
] as const

/** Every file of the walk's documents, by its path under `docs`. */
export async function walkFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  const { t, locale } = createWindowI18n().global
  const style = await resolveConfig(join(DOCS, 'guide.md'))
  for (const { language, page, suffix } of LANGUAGES) {
    locale.value = language
    const { markdown, drawings } = walkDocument((key, values = {}) => t(key, values), 'images/walk', suffix)
    files.set(page, await format(markdown, { ...style, parser: 'markdown' }))
    for (const [name, svg] of drawings) files.set(join('images', 'walk', name), svg)
  }
  return files
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, content] of await walkFiles()) {
    await mkdir(dirname(join(DOCS, path)), { recursive: true })
    await writeFile(join(DOCS, path), content)
  }
}
