/**
 * Runs `work` on each item, at most `limit` at once, starting in order. Rejects with the first error or the abort, once
 * what was under way has ended: the caller may then clear up after it.
 */
export async function forEachLimited<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  // One iterator shared by all: each takes what is next when it is free.
  const iterator = items[Symbol.iterator]()
  let failed = false
  let failure: unknown
  const runner = async () => {
    for (let next = iterator.next(); !next.done && !failed; next = iterator.next()) {
      try {
        signal?.throwIfAborted()
        await work(next.value)
      } catch (error) {
        failure ??= error
        failed = true
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, runner))
  if (failed) throw failure
}
