import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { installDebianPackages } from './apt.mjs'

const ANSWERS_WITHIN_MS = 1000

/**
 * Whether a window can be shown. A DISPLAY that was handed into a container where nothing listens is no screen.
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @returns {Promise<boolean>}
 */
export async function hasScreen(environment = process.env, platform = process.platform) {
  if (platform !== 'linux') return true
  const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR } = environment
  if (WAYLAND_DISPLAY && (await answers(join(XDG_RUNTIME_DIR ?? '/run', WAYLAND_DISPLAY)))) return true
  if (!DISPLAY) return false
  const local = /^(?:unix)?:(\d+)/.exec(DISPLAY)
  // A display of another host, over ssh or the network: believed.
  if (local === null) return true
  const socket = `/tmp/.X11-unix/X${local[1]}`
  return (await answers(socket)) || (await answers(`\0${socket}`))
}

/**
 * @param {string} path of a local socket
 * @returns {Promise<boolean>}
 */
function answers(path) {
  return new Promise((resolve) => {
    const socket = connect(path)
    /** @param {boolean} value */
    const end = (value) => {
      socket.destroy()
      resolve(value)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.setTimeout(ANSWERS_WITHIN_MS, () => end(false))
  })
}

/** A screen in memory, for tests on machines without one. */
export const virtualScreen = {
  name: 'a virtual screen (Xvfb)',
  needsBytes: 100_000_000,
  spaceIn: '/',
  isReady: async () => ['xvfb-run', 'xauth', 'Xvfb'].every(isOnPath) || (await hasScreen()),
  install: () => installDebianPackages('Tests of the window need a virtual screen', ['xvfb', 'xauth']),
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
