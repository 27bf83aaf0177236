import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { machineProbeSchema, type Machine, type MachineProbe } from '../../../shared/training/machine-probe.ts'
import { writeAtomic } from '../runs/write-atomic.ts'
import { currentMachine } from './machine.ts'

/** The probe of this machine, measured once and kept in the store. */
export interface MachineProbes {
  /** The kept probe, if it is of this machine as it is now. */
  kept(): Promise<MachineProbe | null>
  /** The kept probe, or a new one, measured in a process of its own; `engine-unavailable` where TensorFlow doesn't load. */
  measured(): Promise<Result<MachineProbe>>
  /** Ends a measurement under way, since its times would be wrong and it would be in the way; it fails as `cancelled`. */
  cancel(): void
}

/** A probe that other programs disturbed is measured anew when it is needed next and older than this. */
const DISTURBED = 0.1
const DISTURBED_VALID_MS = 600_000

export function createMachineProbes(store: string, machine: Machine = currentMachine()): MachineProbes {
  const path = join(store, 'machine.json')
  let child: ChildProcess | null = null
  let measuring: Promise<Result<MachineProbe>> | null = null

  async function kept(): Promise<MachineProbe | null> {
    const text = await readFile(path, 'utf8').catch(() => null)
    const parsed = machineProbeSchema.safeParse(text === null ? null : parseJson(text))
    return parsed.success && isSame(parsed.data.machine, machine) ? parsed.data : null
  }

  async function measure(): Promise<Result<MachineProbe>> {
    const before = await kept()
    if (before && !isDoubtful(before)) return succeed(before)
    const own = spawn(process.execPath, [join(import.meta.dirname, 'probe-child.ts')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = own
    const result = await readProbe(own)
    child = null
    if (!result.ok) return before ? succeed(before) : result
    // A store that can't be written to costs a measurement each time, and nothing else.
    await mkdir(store, { recursive: true }).catch(() => undefined)
    await writeAtomic(path, JSON.stringify(result.value)).catch(() => undefined)
    return result
  }

  return {
    kept,
    measured: () => (measuring ??= measure().finally(() => (measuring = null))),
    cancel: () => void child?.kill('SIGKILL'),
  }
}

async function readProbe(child: ChildProcess): Promise<Result<MachineProbe>> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (texts[name] += text))
  }
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ?? String(code)))
  })
  if (end === 'SIGKILL') return fail('cancelled', {})
  const probe = machineProbeSchema.safeParse(parseJson(texts.stdout))
  if (end === '0' && probe.success) return succeed(probe.data)
  return fail('engine-unavailable', { detail: `measuring this machine ended with ${end}` }, texts.stderr.slice(-2000))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isDoubtful({ disturbance, measuredAt }: MachineProbe): boolean {
  return disturbance > DISTURBED && Date.now() - Date.parse(measuredAt) > DISTURBED_VALID_MS
}

function isSame(a: Machine, b: Machine): boolean {
  return (Object.keys(a) as (keyof Machine)[]).every((key) => a[key] === b[key])
}
