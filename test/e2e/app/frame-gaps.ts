import type { Page } from 'playwright'

export interface FrameGaps {
  readonly frames: number
  readonly largestMs: number
  /** Gaps over 50 ms: what a person notices. */
  readonly overFifty: number
}

/** The times between the frames that the page could draw during `durationMs`. */
export async function recordFrameGaps(page: Page, durationMs: number): Promise<FrameGaps> {
  const gaps = await page.evaluate(
    (duration) =>
      new Promise<number[]>((resolve) => {
        const found: number[] = []
        const begin = performance.now()
        let last = begin
        const frame = (now: number) => {
          if (now > last) found.push(now - last)
          last = Math.max(last, now)
          if (now - begin < duration) requestAnimationFrame(frame)
          else resolve(found)
        }
        requestAnimationFrame(frame)
      }),
    durationMs,
  )
  return { frames: gaps.length, largestMs: Math.max(...gaps), overFifty: gaps.filter((gap) => gap > 50).length }
}
