import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { currentMachine } from '../../../main/engine/profiling/machine.ts'
import probe from '../../fixtures/machine-probe.json' with { type: 'json' }

/** Leaves a probe in a store as if this machine had been measured, which takes seconds. */
export async function keepProbe(store: string): Promise<void> {
  await mkdir(store, { recursive: true })
  const kept = { ...probe, machine: currentMachine(), measuredAt: new Date().toISOString() }
  await writeFile(join(store, 'machine.json'), JSON.stringify(kept))
}
