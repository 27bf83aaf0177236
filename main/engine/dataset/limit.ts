/** Runs work, at most so many at once, in the order of the calls. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((start) => waiting.push(start))
    else running++
    try {
      return await work()
    } finally {
      // Whoever waits takes the place over; it stays counted.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
