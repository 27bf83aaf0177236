import { shallowRef, watch } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { LabProfile } from '../../shared/contract/lab.ts'
import { useBridge } from './useBridge.ts'
import { useSetup } from './useSetup.ts'

/** What the chosen network's kernels take on this machine, once somebody asks; another network has not been measured. */
export function useProfile() {
  const client = useBridge()
  const { network } = useSetup()
  const profile = shallowRef<LabProfile | null>(null)
  const error = shallowRef<AppError | null>(null)
  const busy = shallowRef(false)

  watch(network, () => (profile.value = error.value = null))

  async function measure(): Promise<void> {
    const asked = network.value
    busy.value = true
    error.value = null
    const answer = await client.request('lab:profile', { network: asked })
    busy.value = false
    if (asked !== network.value) return
    if (answer.ok) profile.value = answer.value
    else error.value = answer.error
  }

  return { profile, busy, error, measure }
}
