import type { EventName, EventPayload } from '../../../shared/contract/events.ts'
import type { RequestArgs, RequestNameOf, RequestResult } from '../../../shared/contract/requests.ts'
import type { Result } from '../../../shared/contract/result.ts'

/** Sends an event to main. */
export type Emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void

/** Real paths of the `sourceId`s and `destinationId`s in a request's arguments, by id. */
export type Paths = Readonly<Record<string, string>>

/** One handler for each request of the contract that this process answers. */
export type Handlers<By extends 'engine' | 'library'> = {
  readonly [Name in RequestNameOf<By>]: (
    args: RequestArgs<Name>,
    paths: Paths,
  ) => Result<RequestResult<Name>> | Promise<Result<RequestResult<Name>>>
}

/** What a child does: its handlers, and how it ends in order. */
export interface ChildService<By extends 'engine' | 'library' = 'engine' | 'library'> {
  readonly handlers: By extends unknown ? Handlers<By> : never
  /** Keeps what is worth keeping; the process exits when this resolves. */
  close(): Promise<void>
}
