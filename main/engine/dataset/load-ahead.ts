import { setImmediate } from 'node:timers/promises'

/**
 * Yields what the loads give, in order, with `depth` more under way while the caller works on one. Gives the event loop
 * a turn before each, for a caller that holds the thread between two would never let the answers in.
 */
export async function* loadAhead<T>(loads: Iterable<() => Promise<T>>, depth: number): AsyncGenerator<T> {
  const iterator = loads[Symbol.iterator]()
  const underWay: Promise<T>[] = []
  const fill = () => {
    while (underWay.length < depth) {
      const next = iterator.next()
      if (next.done) return
      const load = next.value()
      // The caller may leave before it comes to this one; its failure then concerns nobody.
      load.catch(() => undefined)
      underWay.push(load)
    }
  }
  fill()
  for (let next = underWay.shift(); next; next = underWay.shift()) {
    const loaded = await next
    fill()
    await setImmediate()
    yield loaded
  }
}
