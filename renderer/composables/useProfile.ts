import { shallowRef, watch } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { LabProfile } from '../../shared/contract/lab.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import { useBridge } from './useBridge.ts'

/** What the kernels of a network take on this machine, once somebody asks; another network has not been measured. */
export function useProfile(graph: () => AnyGraph | null) {
  const client = useBridge()
  const profile = shallowRef<LabProfile | null>(null)
  const error = shallowRef<AppError | null>(null)
  const busy = shallowRef(false)

  watch(graph, () => (profile.value = error.value = null))

  async function measure(): Promise<void> {
    const asked = graph()
    if (!asked) return
    busy.value = true
    error.value = null
    const answer = await client.request('lab:profile', { graph: asked })
    busy.value = false
    if (asked !== graph()) return
    if (answer.ok) profile.value = answer.value
    else error.value = answer.error
  }

  return { profile, busy, error, measure }
}
