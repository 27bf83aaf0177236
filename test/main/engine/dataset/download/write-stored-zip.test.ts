import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { openPromise } from 'yauzl'
import { createStoredZip } from '../../../../../main/engine/dataset/download/write-stored-zip.ts'
import { temporaryFolder } from '../image-files.ts'

const DATE = { year: 2009, month: 4, day: 8 }
const files = {
  'README.txt': Buffer.from('text'),
  'train/개/1.png': Buffer.alloc(5_000_000, 'abc'),
  'empty.bin': Buffer.alloc(0),
}

async function write(): Promise<string> {
  const path = join(await temporaryFolder(), 'a.zip')
  const zip = await createStoredZip(path, DATE)
  for (const [name, content] of Object.entries(files)) await zip.add(name, content)
  await zip.finish()
  return path
}

describe('createStoredZip', () => {
  it('writes an archive that another reader finds whole', async () => {
    const zip = await openPromise(await write(), { autoClose: false })
    const found: Record<string, Buffer> = {}
    for await (const entry of zip.eachEntry()) {
      found[entry.fileName] = await buffer(await zip.openReadStreamPromise(entry))
      expect(entry.getLastModDate({ timezone: 'UTC' }).toISOString()).toBe('2009-04-08T00:00:00.000Z')
      expect(entry.externalFileAttributes >>> 16).toBe(0o100644)
    }
    zip.close()
    expect(found).toEqual(files)
  })

  it('writes the same bytes each time, and over no other file', async () => {
    const path = await write()
    expect(await readFile(await write())).toEqual(await readFile(path))
    await expect(createStoredZip(path, DATE)).rejects.toThrow('EEXIST')
  })
})
