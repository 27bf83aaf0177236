import { binding, tensorflowLinks } from './binding.mjs'
import { electron } from './electron.mjs'
import { libtensorflow } from './libtensorflow.mjs'
import { nodeModules } from './node-modules.mjs'
import { ownTensorflow } from './own-tensorflow.mjs'
import { benchPython, python } from './python.mjs'
import { PLATFORM } from './repository.mjs'
import { virtualScreen } from './screen.mjs'
import { systemLibraries } from './system-libraries.mjs'

/**
 * @typedef {object} Part one thing that set-up provides
 * @property {string} name for messages
 * @property {number} needsBytes free space wanted before it is installed
 * @property {string} [spaceIn] where; the cache folder by default
 * @property {() => boolean | Promise<boolean>} isReady cheap: every start asks
 * @property {() => Promise<void>} install leaves nothing half made under a real name, wherever it is killed
 */

/** @typedef {'terminal' | 'window' | 'e2e' | 'test' | 'bench'} Door */

/** @type {readonly Part[]} */
const TENSORFLOW = PLATFORM === 'linux-x64' ? [libtensorflow, binding, tensorflowLinks] : [ownTensorflow]
/** @type {readonly Part[]} */
const TERMINAL = [nodeModules, ...TENSORFLOW]
/** @type {readonly Part[]} */
const WINDOW = [...TERMINAL, electron, systemLibraries]
/** @type {readonly Part[]} */
const E2E = [...WINDOW, virtualScreen]

/** What each way into the program needs, in the order in which it is installed. */
export const DOORS = /** @type {Readonly<Record<Door, readonly Part[]>>} */ ({
  terminal: TERMINAL,
  window: WINDOW,
  e2e: E2E,
  test: [...E2E, python],
  bench: [...TERMINAL, python, benchPython],
})
