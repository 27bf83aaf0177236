import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { trainingEventSchema, type TrainingEvent } from '../../../shared/training/training-event.ts'
import { errorCode, fileFailure } from './file-failure.ts'

/** The events of a run on disk, one JSON line each; only ever appended to. */
export interface EventLog {
  /** Number of the event after the last whole one. */
  readonly nextSeq: number
  /** Whole lines or nothing: what a full disk cut short is taken back. */
  append(events: readonly TrainingEvent[]): Promise<Result<void>>
  /** Makes what was appended survive a power cut. */
  sync(): Promise<Result<void>>
  close(): Promise<void>
}

const NEWLINE = 0x0a
const eventsPath = (folder: string) => join(folder, 'events.jsonl')

/** Opens the log for appending; a torn last line (a crash while it was written) is cut off first. Needs the run's lock. */
export async function openEventLog(folder: string): Promise<Result<EventLog>> {
  const path = eventsPath(folder)
  const events = await readEvents(folder)
  if (!events.ok) return events
  try {
    const file = await open(path, 'a+')
    let length = wholeLines(await file.readFile()).length
    await file.truncate(length)
    return succeed({
      nextSeq: (events.value.at(-1)?.seq ?? -1) + 1,
      async append(added) {
        const bytes = Buffer.from(added.map((event) => `${JSON.stringify(event)}\n`).join(''))
        try {
          await file.appendFile(bytes)
          length += bytes.length
          return succeed(undefined)
        } catch (error) {
          await file.truncate(length).catch(() => undefined)
          return fileFailure(error, path)
        }
      },
      async sync() {
        try {
          await file.sync()
          return succeed(undefined)
        } catch (error) {
          return fileFailure(error, path)
        }
      },
      close: () => file.close(),
    })
  } catch (error) {
    return fileFailure(error, path)
  }
}

/**
 * All events of a run in order, or those of some kinds; a torn last line is passed over. Fails with `run-invalid` naming
 * the damaged line. A run without a log has no events.
 */
export async function readEvents(
  folder: string,
  kinds?: readonly TrainingEvent['kind'][],
): Promise<Result<TrainingEvent[]>> {
  const path = eventsPath(folder)
  let lines: string[]
  try {
    lines = wholeLines(await readFile(path))
      .toString('utf8')
      .split('\n')
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? succeed([]) : fileFailure(error, path)
  }
  const events: TrainingEvent[] = []
  for (const [index, line] of lines.entries()) {
    // Steps are nearly all of a log: whoever doesn't want them should not pay for parsing them.
    if (line === '' || (kinds && !kinds.some((kind) => line.includes(`"kind":"${kind}"`)))) continue
    const event = parseEvent(line)
    if (!event) return fail('run-invalid', { path: folder, detail: `line ${index + 1} of events.jsonl is damaged` })
    if (!kinds || kinds.includes(event.kind)) events.push(event)
  }
  return succeed(events)
}

function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1)
}

function parseEvent(line: string): TrainingEvent | null {
  try {
    return trainingEventSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
