import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Programs } from './engines/engine.ts'

interface Worst {
  readonly weight: string
  /** Relative L2. */
  readonly error: number
}

/** Largest error over all weights' gradients. */
export interface Comparison {
  readonly ours: Worst
  /** Keras with oneDNN on against Keras with it off. */
  readonly keras: Worst
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
  const text = ({ weight, error }: Worst) => `${error.toExponential(1)} (\`${weight}\`)`
  return `**The same step**: gradients of every weight from our compiled step at 299 pixels, batch 2, against Keras with the same
weights and images, worst relative L2 of a weight: ${text(smooth.ours)} with ELUs for ReLUs and average pools for max pools;
Keras against itself, oneDNN on and off: ${text(smooth.keras)}. As the network is, rounding moves some values across the kinks
of ReLUs and max pools, in any implementation: ${text(plain.ours)}, Keras against itself ${text(plain.keras)}.`
}
