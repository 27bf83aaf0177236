import { z } from 'zod'
import type { EventName, EventPayload } from '../../../shared/contract/events.ts'
import type { Result } from '../../../shared/contract/result.ts'

/** What main sends to a child. `args` are checked against the contract on both sides. */
export const childRequestSchema = z.object({
  kind: z.literal('request'),
  /** Unique among the requests of one supervisor; the reply carries it. */
  id: z.int().min(0),
  name: z.string(),
  args: z.unknown(),
  /** Real paths of the `sourceId`s and `destinationId`s in `args`, by id. Only main knows them. */
  paths: z.record(z.string(), z.string()),
})
export type ChildRequest = z.infer<typeof childRequestSchema>

/** The child can answer now. Sent once, before anything else. */
export interface ChildReady {
  readonly kind: 'ready'
}

/** The answer to one request; the value of a success is what the contract's `result` schema says. */
export interface ChildReply {
  readonly kind: 'reply'
  readonly id: number
  readonly result: Result<unknown>
}

/** An event of `shared/contract/events.ts`. */
export interface ChildEvent {
  readonly kind: 'event'
  readonly name: EventName
  readonly payload: EventPayload<EventName>
}

/** Everything that a child sends. The channel is a fork's with `serialization: 'advanced'`. */
export type ChildMessage = ChildReady | ChildReply | ChildEvent
