import type { ChildMessage } from './child-protocol.ts'
import { answerRequest } from './answer-request.ts'
import type { ChildService, Emit } from './child-handlers.ts'

/**
 * Makes this process a child of main: says `ready`, answers requests (several at once where handlers wait), and ends
 * when the channel closes or on SIGTERM, after `close`. Bugs go to stderr, which main logs.
 */
export function serveChild(create: (emit: Emit) => ChildService): void {
  if (!process.send) throw new Error('this script is started by the workbench, with a channel')
  const service = create((name, payload) => send({ kind: 'event', name, payload }))
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await service.close().catch(report)
    process.exit()
  }
  process.on('message', async (message) => {
    const answer = await answerRequest(service.handlers, message, report)
    if (answer) send({ kind: 'reply', ...answer })
  })
  process.once('disconnect', end)
  process.on('SIGTERM', end)
  process.on('SIGHUP', end)
  // Ctrl+C in a terminal reaches the whole group of processes; what it means is main's to say.
  process.on('SIGINT', () => undefined)
  send({ kind: 'ready' })
}

/** Writes a bug to stderr. */
export function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

function send(message: ChildMessage): void {
  // The channel may close at any moment; what it can't take any more nobody waits for.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}
