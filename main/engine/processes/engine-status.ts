import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import type { EngineStatus } from '../../../shared/contract/engine.ts'
import { workbenchVersion } from '../training/workbench-version.ts'
import { cpuFeatures } from './cpu-features.ts'
import { loadEngine } from './load-engine.ts'

type Problem = EngineStatus['problems'][number]

const GIB = 2 ** 30
/** What training the small preset takes, with room. */
const LEAST_MEMORY = 1 * GIB

/**
 * What the engine runs on and what is wrong with it. Loads TensorFlow and differentiates a small convolution; where that fails,
 * `tensorflow` is empty, and a problem says why and how to mend it.
 */
export async function readEngineStatus(): Promise<EngineStatus> {
  const problems: Problem[] = []
  const versions = await tryTensorflow(problems)
  const features = cpuFeatures()
  const memory = { totalBytes: totalmem(), freeBytes: freemem(), residentBytes: process.memoryUsage.rss() }
  if (memory.freeBytes < LEAST_MEMORY) {
    const message = `only ${(memory.freeBytes / GIB).toFixed(1)} GiB of memory are free; the small preset needs about 1 GiB`
    problems.push({ code: 'memory-low', message, mend: 'close other programs' })
  }
  if (process.arch === 'x64' && features.length > 0 && !features.includes('avx2')) {
    const message = 'this processor has no AVX2; training works but is slow'
    problems.push({ code: 'processor-slow', message, mend: 'choose a smaller width or input size' })
  }
  return {
    workbench: workbenchVersion(),
    node: process.versions.node,
    ...versions,
    platform: `${process.platform}-${process.arch}`,
    cpu: { model: cpus()[0]?.model.trim() ?? '', cores: availableParallelism(), features },
    threads: { intraOp: threads('TF_NUM_INTRAOP_THREADS'), interOp: threads('TF_NUM_INTEROP_THREADS') },
    memory,
    problems,
  }
}

async function tryTensorflow(problems: Problem[]): Promise<Pick<EngineStatus, 'tfjs' | 'tensorflow' | 'oneDnn'>> {
  try {
    const engine = await loadEngine()
    if (engine.ok) {
      engine.value.checkTraining()
      const { tfjs, tensorflow } = engine.value.engineVersions()
      return { tfjs, tensorflow, oneDnn: engine.value.usesOneDnn() }
    }
    throw new Error(engine.error.cause)
  } catch (error) {
    const message = `TensorFlow can't be used: ${error instanceof Error ? error.message : String(error)}`
    problems.push({ code: 'tensorflow-unusable', message, mend: 'npm run setup' })
    return { tfjs: '', tensorflow: '', oneDnn: false }
  }
}

/** What TensorFlow was told; by default it takes every core. */
function threads(variable: string): number {
  return Number(process.env[variable]) || availableParallelism()
}
