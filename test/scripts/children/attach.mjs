// Runs a program attached, as npm's scripts do: it says its process id and waits.
import { runAttached } from '../../../scripts/run/attached.mjs'

await runAttached(process.execPath, ['-e', 'console.log(process.pid); setTimeout(() => {}, 60_000)'])
