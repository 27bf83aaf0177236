import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const LIMIT_BYTES = 1_000_000

/** Writes one line, with the time, to the log file. Never throws: a full disk must not end the app. */
export type Log = (source: string, message: string) => void

/** A log in `file`; past 1 MB it becomes `file` with `.old` at its end, and a new one begins. */
export function createLog(file: string): Log {
  return (source, message) => {
    try {
      mkdirSync(dirname(file), { recursive: true })
      if (sizeOf(file) > LIMIT_BYTES) renameSync(file, `${file}.old`)
      appendFileSync(file, `${new Date().toISOString()} [${source}] ${message}\n`)
    } catch {
      // Nothing is left to tell it to.
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
