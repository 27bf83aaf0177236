import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EventName, EventPayload } from '../../../../shared/contract/events.ts'
import { events as eventSchemas } from '../../../../shared/contract/events.ts'
import {
  requests,
  type RequestInput,
  type RequestName,
  type RequestResult,
} from '../../../../shared/contract/requests.ts'
import type { Result } from '../../../../shared/contract/result.ts'
import type { ChildMessage } from '../../../../main/engine/processes/child-protocol.ts'

const folder = join(import.meta.dirname, '../../../../main/engine/processes')

/** A child as main forks it, on the Node that runs this test. */
export interface TestChild {
  readonly process: ChildProcess
  request<Name extends RequestName>(
    name: Name,
    args: RequestInput<Name>,
    paths?: Record<string, string>,
  ): Promise<Result<RequestResult<Name>>>
  /** Waits for an event, also one that has come already, that passes the test; each is checked against the contract. */
  event<Name extends EventName>(
    name: Name,
    test?: (payload: EventPayload<Name>) => boolean,
  ): Promise<EventPayload<Name>>
  all<Name extends EventName>(name: Name): EventPayload<Name>[]
  /** What it wrote to stderr. */
  readonly errors: string[]
}

export async function forkChild(name: 'engine' | 'library', store: string): Promise<TestChild> {
  const child = fork(join(folder, `${name}-child.ts`), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, XW_STORE: store, NODE_OPTIONS: undefined },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const replies = new Map<number, (result: Result<unknown>) => void>()
  const received: { name: EventName; payload: unknown }[] = []
  const watchers = new Set<() => void>()
  const errors: string[] = []
  child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()))
  const ready = once(child, 'message')
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'reply') replies.get(message.id)?.(message.result)
    if (message.kind !== 'event') return
    received.push({ name: message.name, payload: eventSchemas[message.name].parse(message.payload) })
    for (const watcher of watchers) watcher()
  })
  const [first] = (await ready) as [ChildMessage]
  if (first.kind !== 'ready') throw new Error(`the first word was ${first.kind}`)

  const all = <Name extends EventName>(wanted: Name) =>
    received.filter((event) => event.name === wanted).map((event) => event.payload as EventPayload<Name>)
  let nextId = 0
  return {
    process: child,
    errors,
    all,
    async request(wanted, args, paths = {}) {
      const id = nextId++
      const reply = new Promise<Result<unknown>>((resolve) => replies.set(id, resolve))
      child.send({ kind: 'request', id, name: wanted, args, paths })
      const result = await reply
      if (result.ok) requests[wanted].result.parse(result.value)
      return result as Result<RequestResult<typeof wanted>>
    },
    event(wanted, test = () => true) {
      return new Promise((resolve) => {
        const look = () => {
          const found = all(wanted).find(test)
          if (!found) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      })
    },
  }
}

/** Resolves with the exit code or signal of a child. */
export async function ended({ process: child }: TestChild): Promise<number | string> {
  if (child.exitCode !== null) return child.exitCode
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? signal ?? ''
}
