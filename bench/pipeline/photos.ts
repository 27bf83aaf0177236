import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { samplePath } from '../../main/engine/dataset/dataset.ts'
import { downloadsFolder } from '../../main/engine/runs/store-paths.ts'

const COUNT = 200
/** To be changed with `make_photos.py`. */
const VERSION = 1

/** Class folders of JPEG files, made once by a Python that has Pillow. Throws its last words where it fails. */
export async function photos(python: string): Promise<{ folder: string; count: number }> {
  const parent = join(downloadsFolder(), 'bench')
  const folder = join(parent, `photos-${VERSION}`)
  const there = await access(folder).then(
    () => true,
    () => false,
  )
  if (!there) {
    const partial = `${folder}.partial`
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial, { recursive: true })
    await promisify(execFile)(python, [join(import.meta.dirname, 'make_photos.py'), samplePath(), partial, `${COUNT}`])
    await rename(partial, folder)
  }
  return { folder, count: COUNT }
}
