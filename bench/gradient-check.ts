import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Programs } from './engines/engine.ts'

interface Worst {
  readonly weight: string
  /** Relative L2. */
  readonly error: number
}

/** Largest error over all weights' gradients at full size. */
export interface GradientCheck {
  readonly weights: number
  readonly ours: Worst
  readonly oursOneDnn: Worst
  /** Keras with oneDNN on against Keras with it off: what rounding alone does. */
  readonly keras: Worst
}

/** Runs the check in a process of its own and says what came out. */
export async function checkGradients({ node, keras }: Programs): Promise<string> {
  if (keras === null) return 'The check of the gradients against Keras did not run: its Python is missing.'
  const script = join(import.meta.dirname, 'children', 'check-gradients.ts')
  const { stdout } = await promisify(execFile)(node, [script, keras])
  return describeCheck(JSON.parse(stdout) as GradientCheck)
}

export function describeCheck({ weights, ours, oursOneDnn, keras }: GradientCheck): string {
  const text = ({ weight, error }: Worst) => `${error.toExponential(1)} (\`${weight}\`)`
  return `The same step at full size: gradients of all ${weights} trained weights from our compiled step at 299 pixels, batch 2,
against Keras with the same weights and images. Worst relative L2 of a weight: ${text(ours)} with Keras' oneDNN off,
${text(oursOneDnn)} with it on. Keras' own two differ by ${text(keras)}: what rounding does at the kinks of ReLUs and pools.`
}
