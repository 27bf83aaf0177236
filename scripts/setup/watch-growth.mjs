import { progressText } from './progress-text.mjs'
import { createRecentRate } from './recent-rate.mjs'
import { endProgressLine, sayProgress } from './report.mjs'
import { sizeOf } from './size-of.mjs'

/**
 * Runs a job whose download or writing is another program's, and shows how far it is by the size of what grows.
 * @template T
 * @param {{name: string, paths: readonly string[], totalBytes: number, onSize?: (bytes: number) => void}} what
 * @param {() => Promise<T>} job
 * @returns {Promise<T>} what the job gave
 */
export async function watchGrowth({ name, paths, totalBytes, onSize }, job) {
  const started = performance.now()
  const rate = createRecentRate()
  const pause = process.stderr.isTTY ? 500 : 3000
  let most = 0
  let done = false
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const look = async () => {
    const sizes = await Promise.all(paths.map(sizeOf))
    // Temporary files that are removed at the end of a step must not make the line go back.
    most = Math.max(
      most,
      sizes.reduce((sum, size) => sum + size, 0),
    )
    if (done) return
    onSize?.(most)
    const bytesPerSecond = rate((performance.now() - started) / 1000, most)
    sayProgress(progressText(name, { bytes: most, totalBytes, bytesPerSecond }))
    timer = setTimeout(() => void look(), pause)
  }
  timer = setTimeout(() => void look(), pause)
  try {
    return await job()
  } finally {
    done = true
    clearTimeout(timer)
    endProgressLine()
  }
}
