import type { ProcessState } from '../../shared/contract/engine.ts'
import type { AppPaths } from './app-paths.ts'
import { childOptions } from './child-options.ts'
import { followEvent } from './follow-run.ts'
import type { Log } from './log.ts'
import { parseEvent, type ContractEvent } from './parse-event.ts'
import type { RunPresence } from './run-presence.ts'
import { supervise, type Supervisor } from './supervisor.ts'

/**
 * Enough for the window to draw in time while TensorFlow keeps every core busy, at no cost where the cores are idle:
 * on two cores, gaps of 50 ms and more between frames in 20 s of training fell from about 30 to about 5.
 */
const ENGINE_NICENESS = 5

export interface ChildrenParts {
  readonly paths: AppPaths
  readonly store: string
  /** A folder for what Node compiles of the children's code. */
  readonly compiled: string
  readonly presence: RunPresence
  readonly log: Log
  send(event: ContractEvent): void
}

export type Children = Readonly<Record<'engine' | 'library', Supervisor>>

/** Starts both children; their events and their comings and goings are sent to the window. */
export function startChildren({ paths, store, compiled, presence, log, send }: ChildrenParts): Children {
  const fork = childOptions(paths, { store, compiled }, process.env)

  const receive = (name: string, payload: unknown) => {
    const event = parseEvent(name, payload)
    if (!event.ok) return log('events', JSON.stringify(event.error))
    send(event.value)
    followEvent(presence, event.value)
  }

  const start = (name: 'engine' | 'library', entry: string) =>
    supervise({
      name,
      entry,
      fork,
      niceness: name === 'engine' ? ENGINE_NICENESS : 0,
      log,
      onEvent: receive,
      onState(state: ProcessState, detail: string) {
        const down = state === 'restarting' || state === 'failed'
        const runId = name === 'engine' && down ? presence.engineEnded() : null
        send({ name: 'process:state', payload: { process: name, state, detail, runId } })
      },
    })

  return { engine: start('engine', paths.engineChild), library: start('library', paths.libraryChild) }
}
