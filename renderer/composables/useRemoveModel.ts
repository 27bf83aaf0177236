import { useModels } from './useModels.ts'
import { useSetup } from './useSetup.ts'

/** Takes an imported model away; the next run no longer starts from it. */
export function useRemoveModel(): (modelId: string) => Promise<void> {
  const { remove } = useModels()
  const { start, chooseStart } = useSetup()

  return async (modelId) => {
    if (!(await remove(modelId))) return
    const from = start.value?.from
    if (from?.kind === 'model' && from.modelId === modelId) chooseStart(null)
  }
}
