import { computed } from 'vue'
import type { CheckpointChoice } from '../../shared/contract/inspection/refs.ts'
import { useInspection } from './useInspection.ts'
import { useLatest } from './useLatest.ts'

/** A place of the slider: an epoch whose weights were kept. */
export interface CheckpointStop {
  readonly epoch: number
  readonly choice: CheckpointChoice
  /** On the validation images, 0..1; null where there were none. */
  readonly top1: number | null
}

/** The weights of a run that can be looked at, by epoch; `best` and `last` stand for theirs where the history has none. */
export function useCheckpoints(runId: () => string | null) {
  const inspection = useInspection()
  const list = useLatest(
    'checkpoints:list',
    () => {
      const id = runId()
      return id === null ? null : { runId: id }
    },
    () => inspection.stamp.value,
  )

  const stops = computed<readonly CheckpointStop[]>(() => {
    const { epochs = [], best = null, last = null, scores = [] } = list.value.value ?? {}
    const top1 = new Map(scores.map((score) => [score.epoch, score.top1]))
    const stop = (epoch: number, choice: CheckpointChoice) => ({ epoch, choice, top1: top1.get(epoch) ?? null })
    const found = new Map<number, CheckpointStop>(epochs.map(({ epoch }) => [epoch, stop(epoch, epoch)]))
    for (const [epoch, choice] of [
      [last, 'last'],
      [best, 'best'],
    ] as const) {
      if (epoch !== null) found.set(epoch, stop(epoch, choice))
    }
    return [...found.values()].toSorted((a, b) => a.epoch - b.epoch)
  })
  /** Where the slider stands. */
  const position = computed(() => {
    const { value: choice } = inspection.checkpoint
    const { best = null, last = null } = list.value.value ?? {}
    const epoch = choice === 'best' ? best : choice === 'last' ? last : choice
    return Math.max(
      0,
      stops.value.findIndex((stop) => stop.epoch === epoch),
    )
  })

  return { list, stops, position }
}
