import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { constants, getPriority, setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import type { ProcessState } from '../../shared/contract/engine.ts'
import { fail, type Result } from '../../shared/contract/result.ts'
import type { ChildMessage, ChildRequest } from '../engine/processes/child-protocol.ts'
import type { Log } from './log.ts'
import { createRestartPolicy } from './restart-policy.ts'

export interface SupervisorOptions {
  readonly name: 'engine' | 'library'
  /** The script that the child runs. */
  readonly entry: string
  readonly fork: ForkOptions
  readonly log: Log
  /** Added to our own niceness, so that the window comes first where both want the processor. Default 0. */
  readonly niceness?: number
  onEvent(name: string, payload: unknown): void
  /** `detail` says why: the signal or exit code of the child that ended. */
  onState(state: ProcessState, detail: string): void
  /** How long a child may take to say that it is ready. Default 60 s. */
  readonly readyWithinMs?: number
  /** How long a child may take to end by itself once its channel is closed. Default 20 s: a step and a checkpoint. */
  readonly endWithinMs?: number
}

export interface Supervisor {
  /** Waits for the child to be ready; fails with `engine-crashed` when it ends before it answers. */
  request(name: string, args: unknown, paths: Readonly<Record<string, string>>): Promise<Result<unknown>>
  /** Closes the channel and waits for the child's end; kills it when that takes too long. Nothing is restarted after. */
  stop(): Promise<void>
  /** Process id of the running child, for logs and tests. */
  pid(): number | undefined
}

interface Pending {
  readonly message: ChildRequest
  readonly settle: (result: Result<unknown>) => void
}

/** Forks a child at once, keeps it running, and carries requests and events over its channel. */
export function supervise(options: SupervisorOptions): Supervisor {
  const policy = createRestartPolicy()
  /** Sent to the running child, or waiting for one that is ready. */
  const pending = new Map<number, Pending>()
  let state: ProcessState = 'starting'
  let lastEnd = ''
  let child: ChildProcess | undefined
  let stopping = false
  let nextId = 1

  const enter = (next: ProcessState, detail: string) => {
    state = next
    options.log(options.name, `${next} ${detail}`.trimEnd())
    options.onState(next, detail)
  }

  const settle = (id: number, result: Result<unknown>) => {
    pending.get(id)?.settle(result)
    pending.delete(id)
  }

  const receive = (message: ChildMessage) => {
    switch (message.kind) {
      case 'ready':
        enter('ready', '')
        for (const waiting of pending.values()) child?.send(waiting.message)
        break
      case 'reply':
        settle(message.id, message.result)
        break
      case 'event':
        options.onEvent(message.name, message.payload)
        break
    }
  }

  const ended = (detail: string) => {
    child = undefined
    lastEnd = detail
    const waitMs = stopping ? null : policy.next(Date.now())
    // First the news, then the failures: whoever reads a failure may ask anew at once, and must wait for the new child.
    if (!stopping) enter(waitMs === null ? 'failed' : 'restarting', detail)
    for (const id of [...pending.keys()]) settle(id, fail('engine-crashed', { signal: detail }))
    if (waitMs !== null) setTimeout(() => stopping || start(), waitMs)
  }

  const start = () => {
    const started = fork(options.entry, [], options.fork)
    child = started
    options.log(options.name, `process ${started.pid ?? 'could not be started'}`)
    pipeLines(started, options)
    yieldProcessor(started, options)
    const late = setTimeout(() => started.kill('SIGKILL'), options.readyWithinMs ?? 60_000)
    let over = false
    const end = (detail: string) => {
      clearTimeout(late)
      if (!over) ended(detail)
      over = true
    }
    started.on('message', (message) => {
      clearTimeout(late)
      receive(message as ChildMessage)
    })
    started.on('error', (error) => started.pid === undefined && end(error.message))
    started.on('exit', (code, signal) => end(signal ?? `exit code ${code}`))
  }

  start()
  options.onState('starting', '')

  return {
    request(name, args, paths) {
      if (state === 'failed') return Promise.resolve(fail('engine-unavailable', { detail: lastEnd }))
      if (stopping) return Promise.resolve(fail('cancelled', {}))
      return new Promise((resolve) => {
        const message: ChildRequest = { kind: 'request', id: nextId++, name, args, paths }
        pending.set(message.id, { message, settle: resolve })
        if (state === 'ready') child?.send(message)
      })
    },
    async stop() {
      stopping = true
      const running = child
      if (!running) return
      const exit = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      if (running.connected) running.disconnect()
      const late = setTimeout(() => running.kill('SIGKILL'), options.endWithinMs ?? 20_000)
      await exit
      clearTimeout(late)
    },
    pid: () => child?.pid,
  }
}

/** Must come before the child makes threads of its own: on Linux each thread has its own priority, and inherits it. */
function yieldProcessor({ pid }: ChildProcess, { niceness = 0, name, log }: SupervisorOptions): void {
  if (pid === undefined || niceness === 0) return
  try {
    setPriority(pid, Math.min(constants.priority.PRIORITY_LOW, getPriority() + niceness))
  } catch (error) {
    log(name, `its priority stays as it is: ${String(error)}`)
  }
}

/** What a child prints goes to the log, line by line. */
function pipeLines(child: ChildProcess, { name, log }: SupervisorOptions): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => log(name, line))
  }
}
