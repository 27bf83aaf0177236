import { useI18n } from 'vue-i18n'
import type { AppError } from '../../shared/contract/errors.ts'
import { useBridge } from './useBridge.ts'
import { useFormat } from './useFormat.ts'

/** A failure as it reaches the window: typed, or (in events) its code and English sentence. */
export type ShownError = AppError | { readonly code: string; readonly message: string }

/** Sentences of failures in the window's language, and the text that is copied for a report. */
export function useErrors() {
  const { t, te } = useI18n()
  const format = useFormat()
  const client = useBridge()

  /** Numbers as people read them; sizes in units, for `{…Bytes}`. */
  function readable(name: string, value: string | number): string {
    if (typeof value === 'string') return value
    if (name.endsWith('Bytes')) return format.bytes(value)
    return Number.isInteger(value) ? format.integer(value) : format.difference(value)
  }

  function sentence(error: ShownError): string {
    const key = `errors.${error.code}`
    if (!('data' in error)) return capitalise(error.message)
    if (!te(key)) return error.code
    const data = Object.fromEntries(Object.entries(error.data).map(([name, value]) => [name, readable(name, value)]))
    return capitalise(t(key, data))
  }

  const copyText = (error: ShownError) =>
    [`${error.code}: ${sentence(error)}`, 'cause' in error ? error.cause : null].filter(Boolean).join('\n')

  const copy = async (error: ShownError) => {
    const result = await client.request('clipboard:write', { text: copyText(error) })
    return result.ok
  }

  return { sentence, copy, copyText }
}

/** The sentences start in lower case, to stand after `error CODE:` in the terminal. Names keep their case. */
function capitalise(sentence: string): string {
  return /^(an?|the|about|something|only|there|it) /.test(sentence)
    ? sentence.charAt(0).toUpperCase() + sentence.slice(1)
    : sentence
}
