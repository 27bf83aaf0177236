// Takes the lock named by its argument, says so, and holds it until it is killed.
import { withLock } from '../../../scripts/setup/lock.mjs'

await withLock(process.argv[2] ?? '', async () => {
  console.log('held')
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})
