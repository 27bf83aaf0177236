import type { ForkOptions } from 'node:child_process'
import type { AppPaths } from './app-paths.ts'

/** Variables meant for Electron or its Node; inherited, they would change how a plain Node starts. */
const FOREIGN = ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS']

/**
 * How both children are forked: our Node, structured clone on the channel, output for the log. What Node compiles of them is
 * kept in the folder `compiled`, so that later starts take half the time.
 */
export function childOptions(
  paths: AppPaths,
  { store, compiled }: { readonly store: string; readonly compiled: string },
  environment: NodeJS.ProcessEnv,
): ForkOptions {
  const env: NodeJS.ProcessEnv = { ...environment, XW_STORE: store }
  env.NODE_COMPILE_CACHE ??= compiled
  for (const name of FOREIGN) env[name] = undefined
  return {
    execPath: paths.node,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    cwd: paths.engineRoot,
    env,
  }
}
