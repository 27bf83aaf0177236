import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseChildLine, type ChildMessage, type ChildRequest } from './child-messages.ts'
import { contenderName, type Contender, type Programs } from './engines/engine.ts'
import type { Workload } from './workload.ts'

type MessageOf<Kind extends ChildMessage['kind']> = Extract<ChildMessage, { kind: Kind }>

/** One engine at work on one workload, in a process of its own. */
export interface BenchChild {
  readonly contender: Contender
  readonly versions: Readonly<Record<string, string>>
  /** From the start of the process to the end of its first step: loading, building, compiling. */
  readonly firstStepSeconds: number
  /** Runs so many steps and returns the seconds that they took. */
  block(steps: number): Promise<number>
  /** Ends the process and returns its peak resident memory in bytes. */
  stop(): Promise<number>
}

const KEPT_WORDS = 600

/**
 * Starts a child and waits for the end of its first step.
 * @throws Error with the child's last words when it ends, or when its number is not finite
 */
export async function startChild(contender: Contender, workload: Workload, programs: Programs): Promise<BenchChild> {
  const prepared = await mkdtemp(join(tmpdir(), 'xw-bench-'))
  try {
    return await start(contender, { workload, setting: contender.setting.options, prepared }, programs)
  } catch (error) {
    await rm(prepared, { recursive: true, force: true })
    throw error
  }
}

async function start(contender: Contender, request: ChildRequest, programs: Programs): Promise<BenchChild> {
  const { engine } = contender
  const run = (script: string) => runScript(contender, script, request, programs)
  if (engine.preparation !== undefined) {
    const preparing = run(engine.preparation)
    await once(preparing.child, 'close')
    if (preparing.child.exitCode !== 0) throw new Error(preparing.lastWords())
  }
  const started = performance.now()
  const { child, next, lastWords } = run(engine.script)
  const expect = async <Kind extends ChildMessage['kind']>(kind: Kind): Promise<MessageOf<Kind>> => {
    const message = await next()
    if (message === null) throw new Error(`${contenderName(contender)} ended: ${lastWords()}`)
    if (message.kind !== kind) throw new Error(`${contenderName(contender)} said ${message.kind} and not ${kind}`)
    if (message.value === null) throw new Error(`${contenderName(contender)} computed no finite number`)
    return message as MessageOf<Kind>
  }
  const ready = await expect('ready')
  const firstStepSeconds = (performance.now() - started) / 1000
  let peak = ready.peakBytes
  return {
    contender,
    versions: ready.versions,
    firstStepSeconds,
    async block(steps) {
      child.stdin?.write(`${JSON.stringify({ steps })}\n`)
      const { seconds, peakBytes } = await expect('block')
      peak = peakBytes
      return seconds
    },
    async stop() {
      const closed = once(child, 'close')
      child.stdin?.end()
      if (child.exitCode === null && child.signalCode === null) await closed
      await rm(request.prepared, { recursive: true, force: true })
      return peak
    },
  }
}

interface RunningScript {
  readonly child: ChildProcess
  /** The next message; null after the process has closed its output. */
  next(): Promise<ChildMessage | null>
  lastWords(): string
}

function runScript(
  { engine, setting }: Contender,
  script: string,
  request: ChildRequest,
  programs: Programs,
): RunningScript {
  const program = engine.program(programs)
  if (program === null) throw new Error('its Python is missing')
  const threads = String(request.workload.threads)
  const env = {
    ...process.env,
    OMP_NUM_THREADS: threads,
    TF_NUM_INTRAOP_THREADS: threads,
    PYTHONDONTWRITEBYTECODE: '1',
    ...setting.env,
  }
  const args = [resolve(import.meta.dirname, script), JSON.stringify(request)]
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let words = ''
  const remember = (text: string) => (words = `${words}${text}`.slice(-KEPT_WORDS))
  child.stderr.setEncoding('utf8').on('data', remember)
  child.on('error', (error) => remember(error.message))
  child.stdin.on('error', (error) => remember(error.message))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    lastWords: () => words.trim(),
    async next() {
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) return null
        const message = parseChildLine(value)
        if (message !== null) return message
        remember(`${value}\n`)
      }
    },
  }
}
