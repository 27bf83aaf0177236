import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Programs } from './engines/engine.ts'

/** Relative L2 of the gradients: the weight with the largest, and the median over all. */
export interface Difference {
  readonly weight: string
  readonly error: number
  readonly median: number
}

export interface Comparison {
  readonly ours: Difference
  /** Keras with oneDNN on against Keras with it off. */
  readonly keras: Difference
}

/** One step at full size, of Xception itself and of its twin without a kink: ELUs for ReLUs, average pools for max pools. */
export interface GradientCheck {
  readonly plain: Comparison
  readonly smooth: Comparison
}

/** Runs the check in a process of its own and says what came out. */
export async function checkGradients({ node, keras }: Programs): Promise<string> {
  if (keras === null) return 'The check of the gradients against Keras did not run: its Python is missing.'
  const script = join(import.meta.dirname, 'children', 'check-gradients.ts')
  const { stdout } = await promisify(execFile)(node, [script, keras])
  return describeCheck(JSON.parse(stdout) as GradientCheck)
}

export function describeCheck({ plain, smooth }: GradientCheck): string {
  const text = ({ weight, error, median }: Difference) =>
    `${error.toExponential(1)} (\`${weight}\`), median ${median.toExponential(1)}`
  return `**The same step**: gradients of every weight from our compiled step at 299 pixels, batch 2, against Keras with the same
weights and images; relative L2 of the worst weight and median over all. With ELUs for ReLUs and average pools for max pools:
${text(smooth.ours)}; Keras against itself, oneDNN on and off: ${text(smooth.keras)}. As the network is, rounding moves some
values across the kinks of ReLUs and max pools, in any implementation: ${text(plain.ours)}; Keras against itself:
${text(plain.keras)}.`
}
