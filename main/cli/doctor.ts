import type { EngineStatus } from '../../shared/contract/engine.ts'
import { readEngineStatus } from '../engine/processes/engine-status.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { DONE, FAILED } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { bytes, columns, print, printJson } from './output.ts'
import { setUpProblems, storeProblems } from './set-up-problems.ts'

/** What the engine runs on and what is wrong with it. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Show what the engine runs on and what is wrong with it',
  positionals: [],
  options: { json: JSON_OPTION },
  notes: ['The exit code is 1 if training cannot work; problems that only slow it down leave it at 0.'],
  examples: ['doctor', 'doctor --json'],
  async run({ values }) {
    const store = storeFolder()
    const status = await readEngineStatus()
    const unwritable = await storeProblems(store)
    // What is not set up explains why the engine does not load; where it loads, nothing is missing.
    const missing = status.tensorflow === '' ? await setUpProblems() : []
    const problems = [...status.problems, ...missing, ...unwritable]
    const ok = status.tensorflow !== '' && unwritable.length === 0
    if (values.json) printJson({ ok, ...status, store, problems })
    else print(report({ ...status, problems }, store, ok))
    return ok ? DONE : FAILED
  },
})

function report(status: EngineStatus, store: string, ok: boolean): string {
  const { cpu, threads, memory, problems } = status
  const rows = [
    ['workbench', status.workbench],
    ['node', status.node],
    ['tfjs', status.tfjs || 'not usable'],
    ['tensorflow', status.tensorflow || 'not usable'],
    ['platform', status.platform],
    ['processor', `${cpu.model}, ${cpu.cores} threads`],
    ['features', cpu.features.join(' ') || 'unknown'],
    ['threads used', `${threads.intraOp} within an operation, ${threads.interOp} between operations`],
    ['memory', `${bytes(memory.freeBytes)} free of ${bytes(memory.totalBytes)}`],
    ['oneDNN', status.oneDnn ? 'on' : 'off'],
    ['store', store],
  ]
  const found = problems.map(({ code, message, mend }) => `${code}: ${message}\n  to mend it: ${mend}`)
  const verdict = ok ? 'training works here' : 'training cannot work here'
  return [columns(rows), ...found, verdict].join('\n\n')
}
