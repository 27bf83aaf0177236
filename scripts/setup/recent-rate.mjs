const WINDOW_SECONDS = 10

/**
 * The rate over the last seconds: a slow start (a resolver at work, say) must not spoil the time left for minutes.
 * @returns {(seconds: number, bytes: number) => number} takes the size at a time, gives bytes a second
 */
export function createRecentRate() {
  /** @type {{seconds: number, bytes: number}[]} */
  const seen = [{ seconds: 0, bytes: 0 }]
  return (seconds, bytes) => {
    seen.push({ seconds, bytes })
    while (seen.length > 2 && (seen[0]?.seconds ?? 0) < seconds - WINDOW_SECONDS) seen.shift()
    const first = seen[0] ?? { seconds: 0, bytes: 0 }
    return seconds > first.seconds ? (bytes - first.bytes) / (seconds - first.seconds) : 0
  }
}
