// `unpack.mjs <cache> <zip> <place>`: unpacks as set-up does. With SLOWLY set it says "writing" after the first file and
// stays there, to be killed.
import { join } from 'node:path'
import { moveIntoPlace, withTemporary } from '../../../scripts/setup/temporary.mjs'
import { unzip } from '../../../scripts/setup/unzip.mjs'

const [cache = '', zip = '', place = ''] = process.argv.slice(2)

await withTemporary(cache, async (folder) => {
  const made = join(folder, 'made')
  await unzip(zip, made, (name) => name)
  if (process.env.SLOWLY) {
    console.log('writing')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  }
  await moveIntoPlace(made, place)
})
