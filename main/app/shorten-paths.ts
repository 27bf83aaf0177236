import { basename } from 'node:path'
import type { AppError } from '../../shared/contract/errors.ts'
import type { Failure } from '../../shared/contract/result.ts'

/** The failure as the page may see it: of what the user dropped or chose its own name is left, not where it lies. */
export function shortenPaths({ error }: Failure, paths: readonly string[]): Failure {
  // The longest first: a folder may have been chosen beside one inside it.
  const longestFirst = paths.filter((path) => basename(path) !== '').sort((a, b) => b.length - a.length)
  const shorten = (text: string) => longestFirst.reduce((rest, path) => rest.replaceAll(path, basename(path)), text)
  const entries = Object.entries(error.data).map(([key, value]) => [
    key,
    typeof value === 'string' ? shorten(value) : value,
  ])
  const shortened = { code: error.code, data: Object.fromEntries(entries) }
  const cause = error.cause === undefined ? {} : { cause: shorten(error.cause) }
  return { ok: false, error: { ...shortened, ...cause } as AppError }
}
