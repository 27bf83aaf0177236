import { createHash } from 'node:crypto'
import type { Program } from './program.ts'

/**
 * Programs of this process by what they compute. They hold no weights, so a second run of the same network, or one that
 * goes on, finds its step compiled. The one used longest ago is freed when there are too many.
 */
export interface ProgramCache {
  has(key: string): boolean
  /** The program of this key, made now if it isn't there. It may be freed at the next call: don't keep it. */
  obtain(key: string, make: () => Program): Program
  /** Frees all. */
  clear(): void
}

export function createProgramCache(limit: number): ProgramCache {
  // A Map keeps the order of insertion: the first is what was used longest ago.
  const held = new Map<string, Program>()
  return {
    has: (key) => held.has(key),
    obtain(key, make) {
      const found = held.get(key) ?? make()
      held.delete(key)
      held.set(key, found)
      for (const [oldest, program] of held) {
        if (held.size <= limit) break
        held.delete(oldest)
        program.dispose()
      }
      return found
    },
    clear() {
      for (const program of held.values()) program.dispose()
      held.clear()
    },
  }
}

/** A run needs four (steps and validation, each with a smaller last batch); two networks may be compared. */
const LIMIT = 12

export const programs = createProgramCache(LIMIT)

/** A short key of everything that a program's graph depends on. */
export function programKey(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
