import { eventNames, events, type EventName, type EventPayload } from '../../shared/contract/events.ts'
import { succeed, fail, type Result } from '../../shared/contract/result.ts'

/** An event of the contract, tagged with its name. */
export type ContractEvent = { readonly [Name in EventName]: { name: Name; payload: EventPayload<Name> } }[EventName]

export function isEventName(name: unknown): name is EventName {
  return eventNames.includes(name as EventName)
}

/** Checks what a child sent against the contract. */
export function parseEvent(name: string, payload: unknown): Result<ContractEvent> {
  if (!isEventName(name)) return fail('request-invalid', { request: name, detail: 'there is no such event' })
  const parsed = events[name].safeParse(payload)
  if (!parsed.success) return fail('request-invalid', { request: name, detail: parsed.error.message })
  return succeed({ name, payload: parsed.data } as ContractEvent)
}
