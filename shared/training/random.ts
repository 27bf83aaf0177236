/** A seeded stream of random numbers whose state can be kept in a checkpoint (a resumed run draws what would have come). */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform whole number in [0, limit). */
  below(limit: number): number
  state(): number
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, period 2^32, plenty for orders, crops and weights. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return { next, below: (limit) => Math.floor(next() * limit), state: () => state }
}

/** A seed of its own for a named purpose and a number (a layer, an epoch), so that streams do not share draws. */
export function deriveSeed(seed: number, purpose: string, index = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const char of `${purpose}:${index}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}

/** Fisher-Yates, in place; returns the same array. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = random.below(index + 1)
    const held = items[index] as T
    items[index] = items[other] as T
    items[other] = held
  }
  return items
}
