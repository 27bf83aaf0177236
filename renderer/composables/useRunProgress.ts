import { computed } from 'vue'
import { forecast } from '../../shared/training/forecast.ts'
import { EMPTY_HISTORY } from '../../shared/training/history.ts'
import { useRun } from './useRun.ts'

/** The run that the frame speaks of: the one in training, else the one that is looked at. */
export function useRunProgress() {
  const run = useRun()
  const current = computed(() => run.active.value ?? run.viewed.value)
  const progress = computed(() => forecast(current.value?.history ?? EMPTY_HISTORY))
  const phase = computed(() => (current.value ? run.phaseOf(current.value) : null))
  return { current, active: run.active, progress, phase }
}
