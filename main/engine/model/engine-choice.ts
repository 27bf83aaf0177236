import { compileProgram, type Program, type Recorded } from '../backend/program.ts'
import type { ProgramCache } from '../backend/program-cache.ts'
import type { EngineUsed } from './engine-used.ts'

/** Compiled where that works; from the first failure on op by op. */
export interface EngineChoice {
  /** The program of a key, compiled now if it isn't there; null where the work is to run op by op. */
  obtain(key: string, record: () => Recorded): Program | null
  /** Whether `obtain` returns without compiling first. */
  isReady(key: string): boolean
  used(): EngineUsed
}

export function createEngineChoice(wanted: EngineUsed['engine'], cache: ProgramCache): EngineChoice {
  let used: EngineUsed = { engine: wanted }
  return {
    obtain(key, record) {
      if (used.engine === 'eager') return null
      try {
        return cache.obtain(key, () => compileProgram(record()))
      } catch (error) {
        used = { engine: 'eager', reason: (error as Error).message }
        return null
      }
    },
    isReady: (key) => used.engine === 'eager' || cache.has(key),
    used: () => used,
  }
}
