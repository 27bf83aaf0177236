import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { ChildRequest } from '../child-messages.ts'
import { MARK } from '../child-messages.ts'

/** Largest resident memory of this process so far, in bytes. */
function peakBytes(): number {
  try {
    const [, kilobytes = '0'] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}

function say(message: object): void {
  process.stdout.write(`${MARK}${JSON.stringify({ ...message, peakBytes: peakBytes() })}\n`)
}

/**
 * The child's side of the bench's protocol; `bench/python/blocks.py` is its twin. Runs a first step, says `ready`, and then
 * as many steps as each line asks for, until the channel closes.
 *
 * @param step returns a number that proves it ran: the loss, or the sum of all probabilities
 */
export async function serveBlocks(
  step: () => number | Promise<number>,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  let value = await step()
  say({ kind: 'ready', value, versions })
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = JSON.parse(line) as { steps: number }
    const started = performance.now()
    for (let index = 0; index < steps; index++) value = await step()
    say({ kind: 'block', seconds: (performance.now() - started) / 1000, value })
  }
}

/** What the parent gave as this child's one argument. */
export function readRequest(): ChildRequest {
  return JSON.parse(process.argv[2] ?? '') as ChildRequest
}
