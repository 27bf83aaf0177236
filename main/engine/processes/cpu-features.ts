import { readFileSync } from 'node:fs'

/** What TensorFlow's kernels make use of, in the names that Linux gives them. */
const RELEVANT = [
  'sse4_2',
  'avx',
  'avx2',
  'fma',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_bf16',
  'neon',
  'asimd',
  'sve',
]

/** The processor's vector extensions, from Linux' own list; empty on systems that have none to read. */
export function cpuFeatures(path = '/proc/cpuinfo'): string[] {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
    const flags = new Set(line.trim().split(/\s+/))
    return RELEVANT.filter((feature) => flags.has(feature))
  } catch {
    return []
  }
}
