/** At most so many epochs of a run stay. */
const MOST_EPOCHS = 20
/** And at most so many bytes of them. */
const MOST_BYTES = 2_000_000_000

interface Kept {
  readonly epoch: number
  readonly bytes: number
}

/**
 * Which epochs of a run's history have to go, in the order of their epochs: of all but the first and the latest, the one
 * whose neighbours are nearest to each other, until few enough are left. What stays is even, whenever it is called.
 */
export function thinHistory<T extends Kept>(
  kept: readonly T[],
  { mostEpochs = MOST_EPOCHS, mostBytes = MOST_BYTES } = {},
): readonly T[] {
  const left = kept.toSorted((a, b) => a.epoch - b.epoch)
  const gone: T[] = []
  const isTooMuch = () => left.length > mostEpochs || left.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes
  while (left.length > 2 && isTooMuch()) {
    const gaps = left.slice(1, -1).map((_, at) => (left[at + 2]?.epoch ?? 0) - (left[at]?.epoch ?? 0))
    gone.push(...left.splice(1 + gaps.indexOf(Math.min(...gaps)), 1))
  }
  return gone.sort((a, b) => a.epoch - b.epoch)
}
