import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { isBusy } from '../run/run-phase.ts'
import { useElapsed } from './useElapsed.ts'
import { useFormat } from './useFormat.ts'
import { useRunProgress } from './useRunProgress.ts'

export interface StatusFact {
  readonly key: string
  readonly text: string
}

/** The status bar's line, from left to right: where the run is, how fast, how long. */
export function useStatusFacts() {
  const { t } = useI18n()
  const format = useFormat()
  const { current, progress, phase } = useRunProgress()

  const compiling = computed(() => (phase.value === 'compiling' ? (current.value?.history.compiling ?? null) : null))
  const compilingMs = useElapsed(() => compiling.value?.atMs ?? null)

  const facts = computed<StatusFact[]>(() => {
    const history = current.value?.history
    if (!history?.started || !phase.value) return []
    const step = history.steps.at(-1)
    const lastEpoch = history.epochs.at(-1)
    const busy = isBusy(phase.value)
    const epoch = busy ? (step?.epoch ?? 1) : (lastEpoch?.epoch ?? 0)
    const best = history.epochs.findLast((each) => each.best)?.validation
    const { imagesPerSecond, remainingMs } = progress.value
    const list: (StatusFact | null)[] = [
      compiling.value ? { key: 'compiling', text: compilingText(compiling.value.what) } : null,
      { key: 'epoch', text: t('status.epoch', { epoch, total: history.started.epochs }) },
      step ? { key: 'step', text: t('status.step', { step: format.integer(step.step) }) } : null,
      history.validating ? { key: 'validating', text: t('status.validating', history.validating) } : null,
      busy && imagesPerSecond > 0 ? { key: 'rate', text: format.rate(imagesPerSecond) } : null,
      busy && lastEpoch
        ? { key: 'memory', text: t('status.memory', { size: format.bytes(lastEpoch.memoryBytes) }) }
        : null,
      busy && remainingMs !== null
        ? { key: 'left', text: t('status.left', { time: format.duration(remainingMs) }) }
        : null,
      !busy && history.finished
        ? { key: 'took', text: t('status.took', { time: format.duration(history.finished.durationMs) }) }
        : null,
      best ? { key: 'top1', text: t('status.top1', { value: format.metric(best.top1, 3) }) } : null,
    ]
    return list.filter((fact) => fact !== null)
  })

  const compilingText = (what: 'step' | 'evaluation') => {
    const time = format.duration(compilingMs.value ?? 0)
    return what === 'step' ? t('status.compilingStep', { time }) : t('status.compilingEvaluation', { time })
  }

  const title = computed(() => (current.value ? t('status.run', { number: current.value.number ?? '…' }) : null))
  return { facts, title, phase, progress: computed(() => progress.value.progress) }
}
