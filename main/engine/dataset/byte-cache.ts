export interface ByteCache<T> {
  get(key: string): T | undefined
  set(key: string, value: T, bytes: number): void
}

/** Keeps what was used last, up to a number of bytes. */
export function createByteCache<T>(limit: number): ByteCache<T> {
  // A Map keeps the order of insertion: the first is what was used longest ago.
  const held = new Map<string, { value: T; bytes: number }>()
  let total = 0
  const remove = (key: string) => {
    total -= held.get(key)?.bytes ?? 0
    held.delete(key)
  }
  return {
    get: (key) => {
      const entry = held.get(key)
      if (!entry) return undefined
      held.delete(key)
      held.set(key, entry)
      return entry.value
    },
    set: (key, value, bytes) => {
      if (bytes > limit) return
      remove(key)
      held.set(key, { value, bytes })
      total += bytes
      for (const oldest of held.keys()) {
        if (total <= limit) break
        remove(oldest)
      }
    },
  }
}
