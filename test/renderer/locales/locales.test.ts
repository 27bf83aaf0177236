import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { en } from '../../../renderer/locales/en.ts'
import { createWindowI18n } from '../../../renderer/locales/i18n.ts'
import { ko } from '../../../renderer/locales/ko.ts'
import { errorText, formatError } from '../../../shared/contract/error-text.ts'

type Tree = { readonly [key: string]: string | Tree }

/** `frame.title: text` for every sentence. */
function sentences(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...sentences(value, `${path}${key}.`)],
    ),
  )
}

const english = sentences(en)
const korean = sentences(ko)
const placeholders = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()

const RENDERER = join(import.meta.dirname, '../../../renderer')
const sources = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file) && !file.startsWith('locales'))
  .map((file) => ({ file, text: readFileSync(join(RENDERER, file), 'utf8') }))

describe('English and Korean', () => {
  test('have the same sentences', () => {
    expect([...korean.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  test('fill in the same values', () => {
    for (const [key, text] of english) expect([key, placeholders(korean.get(key))]).toEqual([key, placeholders(text)])
  })

  test('are translated: Korean sentences are Korean', () => {
    const words = [...english].filter(([, text]) => /[a-z]{3,} [a-z]{3,}/.test(text)).map(([key]) => key)
    const untranslated = words.filter((key) => !/[가-힣]/.test(korean.get(key) ?? ''))
    expect(untranslated).toEqual([])
  })

  test('are messages that the window can compile and fill in', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { t, locale } = createWindowI18n().global
    for (const language of ['en', 'ko'] as const) {
      locale.value = language
      for (const [key, text] of english) {
        const values = Object.fromEntries(placeholders(text).map((name) => [name, `<${name}>`]))
        const filled = t(key, values)
        expect(filled, key).not.toMatch(/[{}]/)
        for (const name of placeholders(text)) expect(filled, key).toContain(`<${name}>`)
      }
    }
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})

describe('keys', () => {
  test('that the window asks for are there', () => {
    const asked = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => ({ file, key: key ?? '' })),
    )
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter(({ key }) => !english.has(key))).toEqual([])
  })

  test('that the window puts together from a closed list name a group that is there', () => {
    const groups = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)].map(([, group]) => group),
    )
    expect(groups.length).toBeGreaterThan(10)
    for (const group of groups) expect([...english.keys()].some((key) => key.startsWith(`${group}.`))).toBe(true)
  })
})

test('the window says in English what the terminal says', () => {
  const { t } = createWindowI18n().global
  for (const code of Object.keys(errorText)) expect(en.errors).toHaveProperty([code])
  const error = { code: 'input-too-small', data: { received: 20, minimum: 32, stem: 'small' } } as const
  expect(t('errors.input-too-small', error.data)).toBe(formatError(error))
})
