import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openRun, readRun, type Run } from '../engine/runs/run-store.ts'
import { valueOf } from './command-failure.ts'

/** A run by its number or id in the store, or by its folder wherever that is. */
export async function findRun(store: string, name: string): Promise<Run> {
  if (/^\d+$/.test(name)) return valueOf(await readRun(store, `run-${name}`))
  if (await isRunFolder(name)) return valueOf(await openRun(name))
  return valueOf(await readRun(store, name))
}

/** Whether a run's manifest stands in a folder. */
export async function isRunFolder(path: string): Promise<boolean> {
  return stat(join(path, 'run.json')).then(
    (entry) => entry.isFile(),
    () => false,
  )
}
