import { MultiBar, type SingleBar } from 'cli-progress'
import { note } from './output.ts'

/** Shows on stderr how far a work of several stages is. */
export interface StageView {
  show(stage: string, done: number, total: number): void
  close(): void
}

/** A bar for each stage in a terminal; elsewhere a plain line when one begins. */
export function createStageView(): StageView {
  if (!process.stderr.isTTY) return linesView()
  const format = '{name} [{bar}] {value}/{total}'
  const bars = new MultiBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true })
  const known = new Map<string, SingleBar>()
  return {
    show(stage, done, total) {
      const bar = known.get(stage) ?? bars.create(total, 0, { name: stage.padEnd(9) })
      known.set(stage, bar)
      bar.update(done)
      // The engine keeps the thread busy, so that the bars' own timer does not come round.
      bars.update()
    },
    close: () => bars.stop(),
  }
}

function linesView(): StageView {
  let shown = ''
  return {
    show(stage) {
      if (stage !== shown) note(`measuring ${stage}`)
      shown = stage
    },
    close: () => undefined,
  }
}
