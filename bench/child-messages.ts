import { z } from 'zod'
import type { Workload } from './workload.ts'

/** Begins each line of the protocol: libraries print to the same channel. */
export const MARK = '@bench '

/** What a child is started with, as JSON in its one argument. */
export interface ChildRequest {
  readonly workload: Workload
  readonly setting: Readonly<Record<string, unknown>>
  /** A folder with what the engine's preparation wrote, if it has one. */
  readonly prepared: string
}

/** `value` is null where the engine computed nothing finite: JSON has no word for it. */
const common = { value: z.number().nullable(), peakBytes: z.number().positive() }

/** What a child says: once `ready`, after its first step, then a `block` for each line `{"steps": n}` that it reads. */
export const childMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), versions: z.record(z.string(), z.string()), ...common }),
  z.object({ kind: z.literal('block'), seconds: z.number().positive(), ...common }),
])

export type ChildMessage = z.infer<typeof childMessageSchema>

/** The message on a line of a child's output; null for what a library printed. */
export function parseChildLine(line: string): ChildMessage | null {
  return line.startsWith(MARK) ? childMessageSchema.parse(JSON.parse(line.slice(MARK.length))) : null
}
