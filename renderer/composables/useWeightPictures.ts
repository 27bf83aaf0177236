import { computed, shallowRef, watch } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { WeightPicture } from '../../shared/contract/lab.ts'
import { useBridge } from './useBridge.ts'
import { useRuns } from './useRuns.ts'

/** A layer's weights in a run's best checkpoint, read anew when another layer or run is chosen. */
export function useWeightPictures(layer: () => string | null) {
  const client = useBridge()
  const { runs } = useRuns()
  const runId = shallowRef('none')
  const weights = shallowRef<readonly WeightPicture[]>([])
  const error = shallowRef<AppError | null>(null)
  let ticket = 0

  watch(
    [layer, runId],
    async ([name, chosen]) => {
      const own = ++ticket
      weights.value = []
      error.value = null
      if (name === null || chosen === 'none') return
      const read = await client.request('weights:read', { runId: chosen, checkpoint: 'best', layer: name })
      if (own !== ticket) return
      if (read.ok) weights.value = read.value.weights
      else error.value = read.error
    },
    { immediate: true },
  )
  return { runId, weights, error, runs: computed(() => runs.value.filter(({ hasCheckpoint }) => hasCheckpoint)) }
}
