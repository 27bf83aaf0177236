import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { PredictionRow } from '../../shared/contract/inspection/describe.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import { useBridge } from './useBridge.ts'
import type { DroppedFolder } from './inspection-drops.ts'
import { useInspection } from './useInspection.ts'
import { useJob, type Job } from './useJob.ts'

export interface FolderPrediction {
  readonly job: Job<'inspection:folder'>
  /** As they come. */
  readonly rows: ShallowRef<readonly PredictionRow[]>
  /** Of the folder; empty before the first. */
  readonly name: ShallowRef<string>
  /** Whether `predictions.csv` is written while it goes on. */
  readonly withCsv: ShallowRef<boolean>
  readonly error: ShallowRef<AppError | null>
  choose(): Promise<void>
}

/** What the model takes each image of a folder for. A folder is chosen by the system's dialog or dropped. */
export function useFolderPrediction(): FolderPrediction {
  const client = useBridge()
  const { model, droppedFolder } = useInspection()
  const job = useJob('inspection:folder', () => JSON.stringify(model.value))
  const rows = shallowRef<readonly PredictionRow[]>([])
  const name = shallowRef('')
  const withCsv = shallowRef(false)
  const error = shallowRef<AppError | null>(null)
  onScopeDispose(
    client.on('inspection:rows', (told) => {
      if (told.jobId === job.id()) rows.value = [...rows.value, ...told.rows]
    }),
  )

  async function predict(source: DroppedFolder): Promise<void> {
    if (!model.value) return
    error.value = null
    const destination = withCsv.value ? await client.request('destination:choose', {}) : null
    if (destination && (!destination.ok || !destination.value)) {
      error.value = destination.ok ? null : destination.error
      return
    }
    rows.value = []
    name.value = source.name
    const destinationId = destination?.ok ? destination.value?.destinationId : undefined
    await job.start({
      model: model.value,
      sourceId: source.sourceId,
      ...(destinationId === undefined ? {} : { destinationId }),
    })
  }

  watch(
    droppedFolder,
    (dropped) => {
      if (!dropped) return
      droppedFolder.value = null
      void predict(dropped)
    },
    { immediate: true },
  )

  return {
    ...{ job, rows, name, withCsv, error },
    async choose() {
      const source = await client.request('source:choose', { kind: 'folder' })
      error.value = source.ok ? null : source.error
      if (source.ok && source.value) await predict(source.value)
    },
  }
}
