import { readFileSync } from 'node:fs'

/** From our package.json, which ships with the engine. */
export function workbenchVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return String((JSON.parse(text) as { version: unknown }).version)
}
