import type { TrainingEvent } from '../../shared/training/training-event.ts'

export interface Player {
  pause(): void
  resume(): void
  stop(): void
  /** Ends at once without a word, as a killed process does. */
  kill(): void
}

type Unnumbered = TrainingEvent extends infer Event ? (Event extends TrainingEvent ? Omit<Event, 'seq'> : never) : never

const TICK_MS = 50

/** Tells recorded events again in the rhythm that they came in, `speed` times as fast, in messages of 50 ms. */
export function playEvents(
  events: readonly TrainingEvent[],
  speed: number,
  tell: (events: TrainingEvent[]) => void,
): Player {
  const startedAt = events[0]?.atMs ?? 0
  const first = events[0]?.seq ?? 0
  let next = 0
  let seq = first
  let elapsed = 0
  let paused = false

  const number = (event: TrainingEvent | Unnumbered) => ({ ...event, seq: seq++ }) as TrainingEvent
  const lastStep = () => events.slice(0, next).findLast((event) => event.kind === 'step')

  const timer = setInterval(() => {
    if (paused) return
    elapsed += TICK_MS * speed
    const due: TrainingEvent[] = []
    for (let event = events[next]; event && event.atMs - startedAt <= elapsed; event = events[++next]) {
      due.push(number(event))
    }
    if (due.length > 0) tell(due)
    if (next >= events.length) clearInterval(timer)
  }, TICK_MS)

  const turn = (kind: 'paused' | 'resumed') => {
    paused = kind === 'paused'
    const where = { step: lastStep()?.step ?? 0, atMs: Date.now() }
    tell([number(kind === 'paused' ? { kind, ...where } : { kind, ...where })])
  }

  return {
    pause: () => turn('paused'),
    resume: () => turn('resumed'),
    stop() {
      clearInterval(timer)
      const step = lastStep()
      const where = { epoch: step?.epoch ?? 0, step: step?.step ?? 0 }
      tell([
        number({ kind: 'checkpoint', which: 'last', ...where, atMs: Date.now() }),
        number({ kind: 'finished', reason: 'stopped', ...where, atMs: Date.now(), durationMs: elapsed, bestEpoch: 1 }),
      ])
    },
    kill: () => clearInterval(timer),
  }
}
