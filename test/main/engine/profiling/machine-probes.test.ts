import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { currentMachine } from '../../../../main/engine/profiling/machine.ts'
import { createMachineProbes } from '../../../../main/engine/profiling/machine-probes.ts'
import { createForecaster } from '../../../../shared/training/forecast-run.ts'
import { machineProbeSchema, type MachineProbe } from '../../../../shared/training/machine-probe.ts'
import { SMALL_IMAGES } from '../../../../shared/training/presets.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import fixture from '../../../fixtures/machine-probe.json' with { type: 'json' }

// Measures for seconds, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

let store: string
beforeEach(async () => void (store = await mkdtemp(join(tmpdir(), 'xw-probe-'))))
afterEach(() => rm(store, { recursive: true, force: true }))

const keep = (probe: Partial<MachineProbe>) =>
  writeFile(join(store, 'machine.json'), JSON.stringify({ ...fixture, machine: currentMachine(), ...probe }))

it('measures once in a process of its own, and keeps what it measured', async () => {
  const probes = createMachineProbes(store)
  expect(await probes.kept()).toBeNull()
  const [first, second] = await Promise.all([probes.measured(), probes.measured()])
  expect(second).toBe(first)
  if (!first.ok) throw new Error(JSON.stringify(first.error))
  const probe = machineProbeSchema.parse(first.value)
  expect(probe.machine).toEqual(currentMachine())
  // Nothing is left of a step for its nodes where a busy machine slowed the kernels down more.
  expect(probe.nodeMs).toBeGreaterThanOrEqual(0)
  expect(probe.processBytes).toBeGreaterThan(100e6)
  expect(await createMachineProbes(store).kept()).toEqual(probe)
  // It is enough to forecast with: a step of the small preset takes longer than 5 ms and less than a minute anywhere.
  const { stepMs } = createForecaster(probe)({
    graph: xception(SMALL_IMAGES.model),
    config: SMALL_IMAGES.config,
    images: null,
  })
  expect(stepMs).toBeGreaterThan(5)
  expect(stepMs).toBeLessThan(60_000)
})

it('takes a kept probe only for the machine and the version that it was measured with', async () => {
  await keep({})
  expect(await createMachineProbes(store).kept()).not.toBeNull()
  for (const change of [{ cpu: 'other' }, { cores: 99 }, { totalBytes: 1 }, { workbench: '0.0.1' }, { threads: 7 }]) {
    await keep({ machine: { ...currentMachine(), ...change } })
    expect(await createMachineProbes(store).kept()).toBeNull()
  }
  await writeFile(join(store, 'machine.json'), '{"formatVersion":1,')
  expect(await createMachineProbes(store).kept()).toBeNull()
})

it('gives up when it is cancelled, and keeps nothing of it', async () => {
  const probes = createMachineProbes(store)
  const measured = probes.measured()
  setTimeout(() => probes.cancel(), 500)
  expect(await measured).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  await expect(readFile(join(store, 'machine.json'))).rejects.toThrow('ENOENT')
})
