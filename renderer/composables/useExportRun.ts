import { computed } from 'vue'
import type { RunSummary } from '../../shared/contract/run.ts'
import { useRun } from './useRun.ts'
import { useRuns } from './useRuns.ts'

/** The run that is exported: the one that is looked at, else the newest; only runs with a checkpoint can be. */
export function useExportRun() {
  const { runs } = useRuns()
  const { viewed } = useRun()
  const candidates = computed<readonly RunSummary[]>(() => runs.value.filter((run) => run.hasCheckpoint))
  const run = computed(
    () => candidates.value.find((each) => each.runId === viewed.value?.runId) ?? candidates.value[0] ?? null,
  )
  return { run, candidates }
}
