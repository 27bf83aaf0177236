import type { WebContents } from 'electron'
import { EVENT_CHANNEL } from '../../shared/contract/bridge.ts'
import type { EventName } from '../../shared/contract/events.ts'
import { isEventName, type ContractEvent } from './parse-event.ts'

/** More than any scan or run sends before a page has loaded. */
const LONGEST_QUEUE = 1000

/** Events on their way to the window. What comes before the page listens is kept, so that no first event is lost. */
export interface WindowChannel {
  send(event: ContractEvent): void
  /** The page listens to `name` from now on: it gets what was kept. */
  subscribe(name: unknown): void
  /** A new page is loading: nobody listens until it says so. */
  reset(): void
}

export function createWindowChannel(target: () => Pick<WebContents, 'send'> | undefined): WindowChannel {
  const listening = new Set<EventName>()
  let kept: ContractEvent[] = []

  return {
    send(event) {
      if (listening.has(event.name)) target()?.send(EVENT_CHANNEL, event.name, event.payload)
      else if (kept.push(event) > LONGEST_QUEUE) kept.shift()
    },
    subscribe(name) {
      if (!isEventName(name) || listening.has(name)) return
      listening.add(name)
      const due = kept.filter((event) => event.name === name)
      kept = kept.filter((event) => event.name !== name)
      for (const event of due) target()?.send(EVENT_CHANNEL, event.name, event.payload)
    },
    reset: () => listening.clear(),
  }
}
