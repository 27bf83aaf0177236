import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { LiveView } from '../../shared/contract/inspection/jobs.ts'
import { useBridge } from './useBridge.ts'
import { useDataset } from './useDataset.ts'
import type { ChosenImage } from './inspection-drops.ts'
import { useInspection } from './useInspection.ts'

export interface LiveStripState {
  readonly watching: ShallowRef<boolean>
  /** The image that is watched: the one chosen here, else the one that Inspect looks at. */
  readonly image: ComputedRef<ChosenImage | null>
  /** Whose maps are shown; null leaves it to the engine. */
  readonly layer: ShallowRef<string | null>
  /** Shown after so many steps too; null after each epoch alone. */
  readonly everySteps: ShallowRef<number | null>
  /** Of this run. */
  readonly live: ShallowRef<LiveView | null>
  readonly error: ShallowRef<AppError | null>
  /** The next image of the validation set, or the one before. */
  step(by: 1 | -1): Promise<void>
  /** An image file by the system's dialog. */
  open(): Promise<void>
}

/** Maps that the strip has room for. */
const COUNT = 8

/** What is shown live of a run in training: one image, one layer. */
export function useLiveStrip(runId: () => string): LiveStripState {
  const client = useBridge()
  const inspection = useInspection()
  const { summary } = useDataset()
  const watching = shallowRef(false)
  const chosen = shallowRef<ChosenImage | null>(null)
  const layer = shallowRef<string | null>(null)
  const everySteps = shallowRef<number | null>(null)
  const live = shallowRef<LiveView | null>(null)
  const error = shallowRef<AppError | null>(null)
  const image = computed(() => chosen.value ?? inspection.image.value)
  let offset = 0

  onScopeDispose(
    client.on('inspection:live', (view) => {
      if (view.runId === runId()) live.value = view
    }),
  )
  // Another run has other layers.
  watch(runId, () => (live.value = layer.value = null))
  watch(
    () => summary.value?.datasetId,
    () => (chosen.value = null),
  )
  const wanted = computed(() => {
    if (!watching.value || !image.value) return null
    return {
      ...{ image: image.value.ref, count: COUNT },
      ...(layer.value === null ? {} : { layer: layer.value }),
      ...(everySteps.value === null ? {} : { everySteps: everySteps.value }),
    }
  })
  watch(wanted, async (next, before) => {
    if (next === null && before === null) return
    const result = await client.request('inspection:watch', { watch: next })
    error.value = result.ok ? null : result.error
  })

  async function step(by: 1 | -1): Promise<void> {
    const datasetId = summary.value?.datasetId
    if (datasetId === undefined) return
    const next = Math.max(0, offset + by)
    const found = await client.request('dataset:images', { datasetId, split: 'validation', offset: next, limit: 1 })
    const [first] = found.ok ? found.value.images : []
    if (!first) return
    offset = next
    chosen.value = { ref: { kind: 'dataset', datasetId, index: first.index }, name: first.file }
  }

  async function open(): Promise<void> {
    const picked = await client.request('source:choose', { kind: 'image' })
    if (!picked.ok || !picked.value) return
    chosen.value = { ref: { kind: 'source', sourceId: picked.value.sourceId }, name: picked.value.name }
  }

  return { watching, image, layer, everySteps, live, error, step, open }
}
