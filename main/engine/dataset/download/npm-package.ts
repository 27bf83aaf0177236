import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail, succeed, type Result } from '../../../../shared/contract/result.ts'

/** One version of a package, by what it must contain. */
export interface NpmPackage {
  readonly name: string
  readonly version: string
  /** As npm writes it: `sha512-` and the hash in base64. */
  readonly integrity: string
}

/**
 * Downloads a package's archive to `path`, at once where that was done before. Only npm knows where packages come from,
 * and what proxies and certificates apply. Fails with `download-failed` when there is no npm, it can't get the package,
 * or what it got is another one. Rejects with the abort.
 */
export async function downloadNpmPackage(
  { name, version, integrity }: NpmPackage,
  path: string,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const what = `${name} ${version}`
  if ((await integrityOf(path)) === integrity) return succeed(undefined)
  const folder = join(dirname(path), `.${basename(path)}-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true })
    const failure = await npmPack(`${name}@${version}`, folder, signal)
    signal?.throwIfAborted()
    if (failure !== null) return fail('download-failed', { what, detail: failure })
    const [file] = (await readdir(folder)).filter((one) => one.endsWith('.tgz'))
    const received = file === undefined ? null : await integrityOf(join(folder, file))
    if (file === undefined || received !== integrity)
      return fail('download-failed', { what, detail: `it should be ${integrity} and is ${received ?? 'not there'}` })
    await rename(join(folder, file), path)
    return succeed(undefined)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Null where there is no such file. */
async function integrityOf(path: string): Promise<string | null> {
  const hash = createHash('sha512')
  try {
    await pipeline(createReadStream(path), hash)
  } catch {
    return null
  }
  return `sha512-${hash.digest('base64')}`
}

/** Runs npm, with the user's own settings. Null, or why it failed. */
function npmPack(wanted: string, folder: string, signal: AbortSignal | undefined): Promise<string | null> {
  const script = process.env.npm_execpath
  const args = [
    'pack',
    wanted,
    '--pack-destination',
    '.',
    '--ignore-scripts',
    '--loglevel=error',
    '--no-update-notifier',
  ]
  const options = { cwd: folder, env: withoutCaller(process.env), signal, windowsHide: true } as const
  const child =
    script !== undefined && /npm-cli\.[cm]?js$/.test(script)
      ? spawn(process.execPath, [script, ...args], { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
      : spawn('npm', args, { ...options, shell: process.platform === 'win32', stdio: ['ignore', 'ignore', 'pipe'] })
  return new Promise((resolve) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'npm was not found; install Node with npm' : error.message),
    )
    child.on('close', (code) => resolve(code === 0 ? null : reasonIn(said)))
  })
}

/** npm says the reason first and its advice last. */
function reasonIn(said: string): string {
  const lines = said.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  const reason = lines.filter((line) => line !== '' && !line.startsWith('npm warn')).slice(0, 3)
  return reason.join(' | ').slice(0, 600) || 'npm gave no reason'
}

/** `npm run` passes settings of its own folder down to us; an npm that we run must not take them for its own. */
function withoutCaller(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_config_prefix$|INIT_CWD$)/i
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)))
}
