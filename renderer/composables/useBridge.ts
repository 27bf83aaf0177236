import type { Bridge } from '../../shared/contract/bridge.ts'
import type { EventName, EventPayload } from '../../shared/contract/events.ts'
import type { RequestInput, RequestName, RequestResult } from '../../shared/contract/requests.ts'
import { fail, type Result } from '../../shared/contract/result.ts'
import { injected } from './injected.ts'

/** The bridge as the composables use it: every outcome is a `Result`, a broken channel included. */
export interface Client {
  request<Name extends RequestName>(name: Name, args: RequestInput<Name>): Promise<Result<RequestResult<Name>>>
  /** Returns the function that ends it. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  registerDrop(file: File): Promise<Result<{ sourceId: string; name: string }>>
}

/** Wraps the bridge so that a rejected call becomes an `internal` failure instead of an unhandled rejection. */
export function createClient(bridge: Bridge): Client {
  const guarded = async <T>(call: () => Promise<Result<T>>): Promise<Result<T>> => {
    try {
      return await call()
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return fail('internal', { detail }, error)
    }
  }
  return {
    request: (name, args) => guarded(() => bridge.request(name, args)),
    on: (name, listener) => bridge.on(name, listener),
    registerDrop: (file) => guarded(() => bridge.registerDrop(file)),
  }
}

export const { provide: provideBridge, use: useBridge } = injected<Client>('bridge')
