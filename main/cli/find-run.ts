import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../shared/contract/result.ts'
import { openRun, readRun, type Run } from '../engine/runs/run-store.ts'
import { commandFailure, valueOf } from './command-failure.ts'
import { exists } from './named-graph.ts'

/** A run by its number or id in the store, or by its folder wherever that is. What is written as a path is taken for one. */
export async function findRun(store: string, name: string): Promise<Run> {
  if (/^\d+$/.test(name)) return valueOf(await readRun(store, `run-${name}`))
  if (await isRunFolder(name)) return valueOf(await openRun(name))
  if (/[\\/.]/.test(name) && !(await exists(name))) throw commandFailure(fail('not-found', { path: name }).error)
  return valueOf(await readRun(store, name))
}

/** Whether a run's manifest stands in a folder. */
export async function isRunFolder(path: string): Promise<boolean> {
  return stat(join(path, 'run.json')).then(
    (entry) => entry.isFile(),
    () => false,
  )
}
