import './setup/check-node.mjs'
import { join } from 'node:path'
import { runAttached } from './run/attached.mjs'
import { requireOurNode } from './run/node-path.mjs'
import { setUp } from './setup.mjs'
import { ROOT } from './setup/repository.mjs'
import { runEntry } from './setup/set-up-error.mjs'

await runEntry(async () => {
  await setUp({ door: 'bench' })
  return await runAttached(requireOurNode(), [join(ROOT, 'bench', 'run.ts'), ...process.argv.slice(2)])
})
