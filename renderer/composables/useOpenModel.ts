import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export interface OpenModelState {
  /** A model file as a graph, and what it is known by; null while there is none. */
  readonly opened: ShallowRef<{ readonly name: string; readonly sourceId: string; readonly graph: AnyGraph } | null>
  readonly error: ShallowRef<AppError | null>
  readonly opening: ShallowRef<boolean>
  /** Opens a source that was dropped or chosen. A failure leaves what was open. */
  open(source: { readonly sourceId: string; readonly name: string }): Promise<void>
  /** Asks for a file by the system's dialog and opens it. */
  choose(): Promise<void>
  openDropped(file: File): Promise<void>
  close(): void
}

/** Model files that are looked at, without their weights. */
export function createOpenModel(client: Client): OpenModelState {
  const opened: OpenModelState['opened'] = shallowRef(null)
  const error = shallowRef<AppError | null>(null)
  const opening = shallowRef(false)
  let newest = 0

  const open: OpenModelState['open'] = async ({ sourceId, name }) => {
    const own = ++newest
    opening.value = true
    error.value = null
    const result = await client.request('model:open', { sourceId })
    if (own !== newest) return
    opening.value = false
    if (result.ok) opened.value = { name, sourceId, graph: result.value.graph }
    else error.value = result.error
  }

  return {
    opened,
    error,
    opening,
    open,
    async choose() {
      const chosen = await client.request('source:choose', { kind: 'model' })
      if (!chosen.ok) error.value = chosen.error
      else if (chosen.value) await open(chosen.value)
    },
    async openDropped(file) {
      const dropped = await client.registerDrop(file)
      if (dropped.ok) await open(dropped.value)
      else error.value = dropped.error
    },
    close() {
      newest++
      opened.value = error.value = null
      opening.value = false
    },
  }
}

export const { provide: provideOpenModel, use: useOpenModel } = injected<OpenModelState>('open model')
