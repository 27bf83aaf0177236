import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the parts of the app lie. In a checkout all are under its root; in a packaged app the engine is in `resources`. */
export interface AppPaths {
  /** The built window: index.html and its assets. */
  readonly renderer: string
  readonly preload: string
  /** Working folder of the children, with `main/engine`, `shared` and `node_modules` under it. */
  readonly engineRoot: string
  readonly engineChild: string
  readonly libraryChild: string
  /** The plain Node that the children run on: inside Electron large tensors kill the process. */
  readonly node: string
}

/**
 * @param out - the `out` folder that electron-vite wrote
 * @param resources - `process.resourcesPath` of a packaged app, null in a checkout
 */
export function findAppPaths(out: string, resources: string | null, environment: NodeJS.ProcessEnv): AppPaths {
  const engineRoot = resources ? join(resources, 'engine') : join(out, '..')
  const processes = join(engineRoot, 'main', 'engine', 'processes')
  return {
    renderer: join(out, 'renderer'),
    preload: join(out, 'preload', 'preload.cjs'),
    engineRoot,
    engineChild: join(processes, 'engine-child.ts'),
    libraryChild: join(processes, 'library-child.ts'),
    node: environment['XW_NODE'] ?? findNode(engineRoot, resources),
  }
}

function findNode(engineRoot: string, resources: string | null): string {
  const windows = process.platform === 'win32'
  const file = windows ? 'node.exe' : 'node'
  if (resources) return join(resources, 'node', file)
  const packageName = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const installed = join(engineRoot, 'node_modules', packageName, 'bin', file)
  // A platform without such a package has to have a Node of its own.
  return existsSync(installed) ? installed : 'node'
}
