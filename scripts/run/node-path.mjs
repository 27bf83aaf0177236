import { ourNode } from '../setup/our-node.mjs'
import { SetUpError } from '../setup/set-up-error.mjs'

/**
 * Our Node, after set-up.
 * @returns {string}
 * @throws {SetUpError}
 */
export function requireOurNode() {
  const path = ourNode()
  if (path !== null) return path
  throw new SetUpError(
    'no-runtime',
    `There is no Node of our own for ${process.platform} ${process.arch}, and Node ${process.versions.node} cannot run TypeScript.`,
    'install Node 24 from nodejs.org',
  )
}
