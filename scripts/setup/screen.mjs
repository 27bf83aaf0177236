import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installDebianPackages } from './apt.mjs'

/**
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @returns {boolean} whether a window can be shown
 */
export function hasScreen(environment = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** A screen in memory, for tests on machines without one. */
export const virtualScreen = {
  name: 'a virtual screen (Xvfb)',
  needsBytes: 100_000_000,
  spaceIn: '/',
  isReady: () => hasScreen() || ['xvfb-run', 'xauth', 'Xvfb'].every(isOnPath),
  install: () => installDebianPackages('Tests of the window need a virtual screen', ['xvfb', 'xauth']),
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
