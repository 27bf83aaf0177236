import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Every module that importing `entry` loads, as our own sources say it: paths, and names of packages. */
export function importedBy(entry: string, dynamic = true): Set<string> {
  const seen = new Set<string>()
  const waiting = [resolve(entry)]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    if (!path.endsWith('.ts')) continue
    for (const specifier of specifiersOf(readFileSync(path, 'utf8'), dynamic)) {
      waiting.push(specifier.startsWith('.') ? resolve(dirname(path), specifier) : specifier)
    }
  }
  return seen
}

function specifiersOf(source: string, dynamic: boolean): string[] {
  const found = source.matchAll(/^(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s)?'([^']+)'/gm)
  const loaded = dynamic ? source.matchAll(/\b(?:import|require)\(\s*'([^']+)'\s*\)/g) : []
  return [...found, ...loaded].map((match) => match[1] ?? '')
}
