import type { EventName, EventPayload } from './events.ts'
import type { RequestInput, RequestName, RequestResult } from './requests.ts'
import type { Result } from './result.ts'

/** What the preload puts on `window.workbench`, and what the replay bridge of `npm run dev:ui` imitates. */
export interface Bridge {
  request<Name extends RequestName>(name: Name, args: RequestInput<Name>): Promise<Result<RequestResult<Name>>>
  /** Calls back on each event; returns the function that ends it. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  /** Hands a dropped file or folder to main; the path itself never reaches the page. */
  registerDrop(file: unknown): Promise<Result<{ sourceId: string; name: string }>>
}

/** Channel of main's validated requests and events. Only the preload and main's router use it. */
export const REQUEST_CHANNEL = 'workbench:request'
export const EVENT_CHANNEL = 'workbench:event'
export const DROP_CHANNEL = 'workbench:drop'
/** The page listens to an event from now on: main sends what it kept for it. */
export const SUBSCRIBE_CHANNEL = 'workbench:subscribe'
