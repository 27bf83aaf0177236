import { runCommand } from './run-command.mjs'
import { say } from './report.mjs'

/**
 * What Electron's command line needs about Chromium's sandbox: nothing where it works. Root has none; and some
 * distributions keep ordinary users from the namespaces that it is made of, where Electron would refuse to start.
 * @returns {Promise<readonly string[]>}
 */
export async function sandboxArguments() {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() === 0) return ['--no-sandbox']
  const { code, found } = await runCommand('unshare', ['--user', '--map-root-user', 'true'])
  if (code === 0 || !found) return []
  say(
    'this system keeps Chromium’s sandbox from ordinary users, so the window runs without it; ' +
      'to have it: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  )
  return ['--no-sandbox']
}
