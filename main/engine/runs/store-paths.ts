import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'

/** Folder of everything that the workbench keeps for a user. `XW_STORE` overrides the system's place. */
export function storeFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.XW_STORE) return resolve(environment.XW_STORE)
  const home = homedir()
  switch (platform) {
    case 'win32':
      return join(environment.APPDATA || join(home, 'AppData', 'Roaming'), 'xception-workbench')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'xception-workbench')
    default:
      return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'xception-workbench')
  }
}

/** Folder of what is downloaded, which the set-up uses too: `scripts/setup/cache-folder.mjs`, not in an installed app. */
export function downloadsFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.XW_CACHE) return resolve(environment.XW_CACHE)
  const home = homedir()
  switch (platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'xception-workbench')
    case 'darwin':
      return join(home, 'Library', 'Caches', 'xception-workbench')
    default:
      return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'xception-workbench')
  }
}

/** Folder of decoded images, which may be deleted at any time. */
export function packsFolder(store: string): string {
  return join(store, 'cache', 'pixels')
}

/** Folder of all runs. */
export function runsFolder(store: string): string {
  return join(store, 'runs')
}

/** Folder of all imported models. */
export function modelsFolder(store: string): string {
  return join(store, 'models')
}

/** Folder of one imported model. A name that would leave the models folder is `model-unknown`. */
export function modelFolder(store: string, modelId: string): Result<string> {
  if (modelId.startsWith('.') || !/^[\w.-]+$/.test(modelId)) return fail('model-unknown', { modelId })
  return succeed(join(modelsFolder(store), modelId))
}

/** Folder of one run. A name that would leave the runs folder is `run-unknown`. */
export function runFolder(store: string, runId: string): Result<string> {
  if (runId.startsWith('.') || !/^[\w.-]+$/.test(runId)) return fail('run-unknown', { runId })
  return succeed(join(runsFolder(store), runId))
}
