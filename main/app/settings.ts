import { readFile } from 'node:fs/promises'
import { settingsSchema, type Settings } from '../../shared/contract/settings.ts'
import { succeed, type Result } from '../../shared/contract/result.ts'
import { writeAtomic } from '../engine/runs/write-atomic.ts'
import type { Log } from './log.ts'

export interface SettingsStore {
  read(): Settings
  /** Keeps the change and writes the file; the settings are in force even when it can't be written. */
  write(change: Partial<Settings>): Promise<Result<Settings>>
}

/** Settings in a JSON file. A missing or damaged file means the defaults; unknown or wrong entries are dropped singly. */
export async function openSettings(file: string, log: Log): Promise<SettingsStore> {
  let current = parseSettings(await readJson(file, log))
  return {
    read: () => current,
    async write(change) {
      current = { ...current, ...change }
      const written = await writeAtomic(file, JSON.stringify(current, null, 2))
      return written.ok ? succeed(current) : written
    },
  }
}

function parseSettings(value: unknown): Settings {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const good = entries.filter(([name, entry]) => settingsSchema.partial().safeParse({ [name]: entry }).success)
  return settingsSchema.parse(Object.fromEntries(good))
}

async function readJson(file: string, log: Log): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing) log('settings', `${file} is damaged, the defaults stand in: ${String(error)}`)
    return {}
  }
}
