import { shallowRef, watch, type ShallowRef } from 'vue'
import type { ModelDescription } from '../../shared/contract/inspection/describe.ts'
import type { ModelRef } from '../../shared/contract/inspection/refs.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import type { Client } from './useBridge.ts'

export interface DescribedModel {
  /** Of the model that was described last: it stays while the next one is loaded. */
  readonly description: ShallowRef<ModelDescription | null>
  readonly descriptionError: ShallowRef<AppError | null>
}

/** Asks what there is to look at in a model, when another one is looked at. */
export function describeModel(client: Client, lookedAt: () => ModelRef | null): DescribedModel {
  const description = shallowRef<ModelDescription | null>(null)
  const descriptionError = shallowRef<AppError | null>(null)
  let described: ModelRef | null = null

  watch(lookedAt, async (next) => {
    if (next === null || next === described) return
    described = next
    const result = await client.request('inspection:describe', { model: next })
    if (next !== described) return
    descriptionError.value = result.ok ? null : result.error
    if (result.ok) description.value = result.value
    else described = null
  })
  return { description, descriptionError }
}
