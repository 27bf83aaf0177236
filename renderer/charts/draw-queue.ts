/**
 * Draws at most one chart a frame, so that a frame never holds the sum of all: what asks while it waits is drawn once.
 * A chart that was just drawn goes to the end.
 */
export function createDrawQueue(nextFrame: (draw: () => void) => void): (draw: () => void) => void {
  const waiting = new Set<() => void>()

  function frame(): void {
    const [first] = waiting
    if (!first) return
    waiting.delete(first)
    if (waiting.size > 0) nextFrame(frame)
    first()
  }

  return (draw) => {
    if (waiting.has(draw)) return
    waiting.add(draw)
    if (waiting.size === 1) nextFrame(frame)
  }
}
