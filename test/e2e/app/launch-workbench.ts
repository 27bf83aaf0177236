import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { WorkbenchPage } from './workbench-page.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')

export interface Workbench {
  /** Holds the store and the user data; a later start may be given it. */
  readonly folder: string
  readonly app: ElectronApplication
  readonly page: WorkbenchPage
  /** The store of runs, empty at the start. */
  readonly store: string
  /** Settings and log; one instance of the app may use it at a time. */
  readonly userData: string
  /** Main's log so far. */
  log(): Promise<string>
  /** Process id of the child that main started last under this name. */
  childPid(name: 'engine' | 'library'): Promise<number>
  /** Closes the window as a user would and waits for all processes to end; what is on disk stays. */
  quit(): Promise<void>
  /** Quits and removes the folder. */
  close(): Promise<void>
}

/** The Electron that runs the tests: set by `scripts/e2e.mjs`. */
export function electronPath(): string {
  const path = process.env['XW_ELECTRON']
  if (!path) throw new Error('XW_ELECTRON is not set: run these tests by `npm run e2e`')
  return path
}

/** Arguments that start the app on a user data folder. Chromium refuses its own sandbox to root. */
export function launchArguments(userData: string): string[] {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [...asRoot, `--user-data-dir=${userData}`, REPOSITORY]
}

/**
 * Starts the built app in a real Electron window.
 *
 * @param earlier - folder of an earlier start, to go on with; without it the app starts as on its first day
 */
export async function launchWorkbench(earlier?: string): Promise<Workbench> {
  const folder = earlier ?? (await mkdtemp(join(tmpdir(), 'xw-e2e-')))
  const store = join(folder, 'store')
  const userData = join(folder, 'user-data')
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: launchArguments(userData),
    env: environment(store),
  })
  const electron = await app.evaluate(() => process.versions.electron)
  console.log(`Electron ${electron} (${process.env['XW_ELECTRON_KIND'] ?? 'unknown kind'})`)
  const window = await app.firstWindow()
  const log = () => readFile(join(userData, 'logs', 'main.log'), 'utf8')
  return {
    folder,
    app,
    page: new WorkbenchPage(window),
    store,
    userData,
    log,
    async childPid(name) {
      const pids = (await log()).matchAll(new RegExp(`\\[${name}\\] process (\\d+)`, 'g'))
      return Number([...pids].at(-1)?.[1])
    },
    quit: () => app.close(),
    async close() {
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function environment(store: string): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(entries), XW_STORE: store, XW_NO_REVEAL: '1' }
}
