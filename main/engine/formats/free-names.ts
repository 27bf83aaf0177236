/** Gives each name out once: a second `conv` becomes `conv_1`. The reserved ones are never given out. */
export function createFreeNames(reserved: readonly string[] = []): (wanted: string) => string {
  const taken = new Set(reserved)
  return (wanted) => {
    for (let number = 1, free = wanted; ; free = `${wanted}_${number++}`) {
      if (taken.has(free)) continue
      taken.add(free)
      return free
    }
  }
}
