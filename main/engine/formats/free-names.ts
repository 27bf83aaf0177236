/** Gives each name out once: a second `conv` becomes `conv_1`. The reserved ones are never given out. */
export function createFreeNames(reserved: readonly string[] = []): (wanted: string) => string {
  const taken = new Set(reserved)
  /** Where to go on, so that many of one name take no longer than as many of different ones. */
  const next = new Map<string, number>()
  return (wanted) => {
    let free = wanted
    for (let number = next.get(wanted) ?? 1; taken.has(free); number++) {
      free = `${wanted}_${number}`
      next.set(wanted, number + 1)
    }
    taken.add(free)
    return free
  }
}
