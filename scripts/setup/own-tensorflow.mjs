import { existsSync } from 'node:fs'
import { runNpm } from './npm.mjs'
import { inModules, PLATFORM, ROOT } from './repository.mjs'
import { lastWords } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'
import { watchGrowth } from './watch-growth.mjs'

const PACKAGE = inModules('@tensorflow', 'tfjs-node')
const USUAL_BYTES = 400_000_000

/** tfjs-node's own, older TensorFlow, by its own installer: for the platforms whose Python wheels nobody tried yet. */
export const ownTensorflow = {
  name: 'TensorFlow (tfjs-node’s own)',
  needsBytes: 2 * USUAL_BYTES,
  spaceIn: ROOT,
  isReady: () => existsSync(inModules('@tensorflow', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node')),
  async install() {
    const what = { name: 'TensorFlow', paths: [PACKAGE], totalBytes: USUAL_BYTES }
    const outcome = await watchGrowth(what, () => runNpm(['rebuild', '@tensorflow/tfjs-node'], ROOT, { scripts: true }))
    if (outcome.code === 0) return
    throw new SetUpError(
      'tensorflow-failed',
      `tfjs-node could not install its TensorFlow on ${PLATFORM} (${lastWords(outcome)}).`,
      'use Linux on a 64-bit x86 CPU, where everything here is tested, or see the platforms that tfjs-node names',
    )
  },
}
