const ASK_EVERY_MS = 100

/** Waits until `read` gives `wanted`; the error after `timeoutMs` says what it gave last. Works outside tests, in hooks. */
export async function eventually<T>(read: () => Promise<T> | T, wanted: T, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = await read()
    if (found === wanted) return
    if (Date.now() > end) throw new Error(`after ${timeoutMs} ms it is ${String(found)} and not ${String(wanted)}`)
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}
