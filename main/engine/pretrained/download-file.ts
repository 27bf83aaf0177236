import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { PublishedFile } from '../../../shared/zoo/pretrained.ts'

export interface DownloadOptions {
  /** What it is, for errors. */
  readonly name: string
  readonly signal?: AbortSignal | undefined
  /** Bytes so far, and in all where the server says it. */
  onProgress?(done: number, total: number | null): void
}

/**
 * Downloads a file to `path`, at once where it stands there already. What was received before an interruption stays in
 * `path.part` and the next call goes on from there. Fails with `pretrained-unavailable` or, where what came is another
 * file, with `pretrained-mismatch`, keeping nothing of it. Rejects with the abort.
 */
export async function downloadFile(
  { url, md5, file }: PublishedFile,
  path: string,
  options: DownloadOptions,
): Promise<Result<void>> {
  if ((await md5Of(path)) === md5) return succeed(undefined)
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.part`
  const unavailable = (detail: string, cause?: unknown) =>
    fail('pretrained-unavailable', { name: options.name, url, detail }, cause)
  if ((await md5Of(part)) !== md5) {
    try {
      const problem = await receive(url, part, options)
      if (problem !== null) return unavailable(problem)
    } catch (error) {
      options.signal?.throwIfAborted()
      return unavailable(reasonOf(error), error)
    }
  }
  const received = await md5Of(part)
  if (received !== md5) {
    await rm(part, { force: true })
    return fail('pretrained-mismatch', { path: file, expected: md5, received: received ?? 'none' })
  }
  await rename(part, path)
  return succeed(undefined)
}

/** In hexadecimal; null where there is no such file. */
export async function md5Of(path: string): Promise<string | null> {
  const hash = createHash('md5')
  try {
    await pipeline(createReadStream(path), hash)
  } catch {
    return null
  }
  return hash.digest('hex')
}

/** Null, or what the server said instead of the file. */
async function receive(url: string, part: string, options: DownloadOptions): Promise<string | null> {
  const { signal, onProgress } = options
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  )
  const headers = have > 0 ? { range: `bytes=${have}-` } : undefined
  const response = await fetch(url, { ...(headers ? { headers } : {}), ...(signal ? { signal } : {}) })
  if (response.status === 416) {
    // More is here than there is: the part is of another file.
    await rm(part, { force: true })
    return receive(url, part, options)
  }
  if (!response.ok || !response.body) return `HTTP ${response.status}`
  const resumed = response.status === 206
  const length = Number(response.headers.get('content-length') ?? NaN)
  let done = resumed ? have : 0
  const total = Number.isFinite(length) ? done + length : null
  const file = await open(part, resumed ? 'a' : 'w')
  try {
    for await (const chunk of response.body) {
      await file.write(chunk)
      done += chunk.byteLength
      onProgress?.(done, total)
    }
  } finally {
    await file.close()
  }
  return total !== null && done < total ? `the connection ended after ${done} of ${total} bytes` : null
}

/** What lies under fetch's "fetch failed": no route, no name, refused. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error.cause === undefined ? error.message : reasonOf(error.cause)
}
