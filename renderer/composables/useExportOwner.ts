import { computed } from 'vue'
import type { ModelSummary } from '../../shared/contract/import.ts'
import type { RunSummary } from '../../shared/contract/run.ts'
import { useExports, type ExportOwner } from './useExports.ts'
import { useModels } from './useModels.ts'
import { useRun } from './useRun.ts'
import { useRuns } from './useRuns.ts'

export type Exported =
  | { readonly owner: ExportOwner; readonly run: RunSummary; readonly model: null }
  | { readonly owner: ExportOwner; readonly run: null; readonly model: ModelSummary }

/** What is exported: the imported model that was chosen, else the run that is looked at, else the newest with a checkpoint. */
export function useExportOwner() {
  const { runs } = useRuns()
  const { viewed, view } = useRun()
  const { models } = useModels()
  const { chosenModel } = useExports()
  const candidates = computed<readonly RunSummary[]>(() => runs.value.filter((run) => run.hasCheckpoint))

  const exported = computed<Exported | null>(() => {
    const asked = models.value.find(({ modelId }) => modelId === chosenModel.value)
    const run = candidates.value.find((each) => each.runId === viewed.value?.runId) ?? candidates.value[0]
    const model = asked ?? (run ? undefined : models.value[0])
    if (model) return { owner: { kind: 'model', id: model.modelId }, run: null, model }
    return run ? { owner: { kind: 'run', id: run.runId }, run, model: null } : null
  })

  function choose({ kind, id }: ExportOwner): void {
    chosenModel.value = kind === 'model' ? id : null
    if (kind === 'run') void view(id)
  }

  return { exported, candidates, models, choose }
}
