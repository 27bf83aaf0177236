import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { ClassSummary, DatasetSummary } from '../../shared/contract/dataset.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import type { EventPayload } from '../../shared/contract/events.ts'
import type { RequestInput } from '../../shared/contract/requests.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

type Source = RequestInput<'dataset:open'>['source']

export interface Scan {
  readonly name: string
  /** Null until the first counts come in. */
  readonly progress: EventPayload<'dataset:progress'> | null
}

export interface DatasetState {
  readonly summary: ShallowRef<DatasetSummary | null>
  readonly scan: ShallowRef<Scan | null>
  readonly error: ShallowRef<AppError | null>
  /** Of the open dataset; while the first one is scanned, what was counted so far. */
  readonly classes: ComputedRef<readonly ClassSummary[]>
  readonly totals: ComputedRef<{ training: number; validation: number; test: number }>
  openSample(): Promise<void>
  /** Asks for a folder or an archive by the system's dialog. */
  choose(kind: 'folder' | 'zip'): Promise<void>
  openDropped(file: File): Promise<void>
  cancel(): Promise<void>
  dismissError(): void
}

/** The open dataset. One that fails to open leaves the one before it in place. */
export function createDataset(client: Client): DatasetState {
  const summary = shallowRef<DatasetSummary | null>(null)
  const scan = shallowRef<Scan | null>(null)
  const error = shallowRef<AppError | null>(null)
  let opening = 0

  client.on('dataset:progress', (progress) => {
    if (scan.value) scan.value = { name: scan.value.name, progress }
  })

  async function open(source: Source, name: string): Promise<void> {
    const ticket = ++opening
    error.value = null
    scan.value = { name, progress: null }
    const result = await client.request('dataset:open', { source })
    if (ticket !== opening) return
    scan.value = null
    if (result.ok) summary.value = result.value
    else if (result.error.code !== 'cancelled') error.value = result.error
  }

  async function choose(kind: 'folder' | 'zip'): Promise<void> {
    error.value = null
    const chosen = await client.request('source:choose', { kind })
    if (!chosen.ok) error.value = chosen.error
    else if (chosen.value) await open({ kind: 'chosen', sourceId: chosen.value.sourceId }, chosen.value.name)
  }

  async function openDropped(file: File): Promise<void> {
    error.value = null
    const dropped = await client.registerDrop(file)
    if (dropped.ok) await open({ kind: 'chosen', sourceId: dropped.value.sourceId }, dropped.value.name)
    else error.value = dropped.error
  }

  async function cancel(): Promise<void> {
    opening++
    scan.value = null
    await client.request('dataset:cancel', {})
  }

  const classes = computed<readonly ClassSummary[]>(() => {
    const counted = summary.value ? [] : (scan.value?.progress?.classes ?? [])
    return summary.value?.classes ?? counted.map((each) => ({ ...each, training: each.count, validation: 0, test: 0 }))
  })

  const totals = computed(() => {
    const sum = { training: 0, validation: 0, test: 0 }
    for (const each of summary.value?.classes ?? []) {
      sum.training += each.training
      sum.validation += each.validation
      sum.test += each.test
    }
    return sum
  })

  return {
    summary,
    scan,
    error,
    classes,
    totals,
    openSample: () => open({ kind: 'sample' }, 'Fashion-MNIST'),
    choose,
    openDropped,
    cancel,
    dismissError: () => (error.value = null),
  }
}

export const { provide: provideDataset, use: useDataset } = injected<DatasetState>('dataset')
