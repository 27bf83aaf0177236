import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Physical cores, from Linux' own list; elsewhere the threads that the system offers. */
export function physicalCores(path = '/proc/cpuinfo'): number {
  const threads = availableParallelism()
  try {
    const processors = readFileSync(path, 'utf8').split(/\n\s*\n/)
    const field = (text: string, name: string) => new RegExp(`^${name}\\s*:\\s*(\\d+)$`, 'm').exec(text)?.[1]
    const cores = new Set(processors.map((text) => `${field(text, 'physical id')}:${field(text, 'core id')}`))
    cores.delete('undefined:undefined')
    // A container may be given fewer threads than the machine has cores.
    return cores.size > 0 ? Math.min(cores.size, threads) : threads
  } catch {
    return threads
  }
}

/**
 * Sets what TensorFlow reads once, when its library loads; what the user has set stays. oneDNN is asked for by name, since
 * TensorFlow turns it on by itself only for CPUs with AVX512-VNNI and newer; its pooled allocator is kept where oneDNN is
 * switched off, because plain malloc maps and unmaps every large tensor anew. Two ops at a time, since the many small ones
 * of a small network leave a core idle otherwise (its step is about a tenth faster; a large one's is not).
 */
export function setTensorflowEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  env['TF_ENABLE_ONEDNN_OPTS'] ??= '1'
  env['TF_NUM_INTRAOP_THREADS'] ??= String(physicalCores())
  env['TF_NUM_INTEROP_THREADS'] ??= String(Math.min(2, physicalCores()))
  if (env['TF_ENABLE_ONEDNN_OPTS'] === '0') env['TF_CPU_ALLOCATOR_USE_BFC'] ??= '1'
}
