import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Machine } from '../../../shared/training/machine-probe.ts'
import { workbenchVersion } from '../training/workbench-version.ts'

/** This machine and what runs on it, as far as times depend on it. Does not load TensorFlow, whose version is ours. */
export function currentMachine(env: NodeJS.ProcessEnv = process.env): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    threads: Number(env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
    totalBytes: totalmem(),
    oneDnn: env['TF_ENABLE_ONEDNN_OPTS'] !== '0',
    node: process.versions.node,
    workbench: workbenchVersion(),
  }
}
