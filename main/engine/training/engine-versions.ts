import { backend, tf } from '../backend/tensorflow.ts'
import { workbenchVersion } from './workbench-version.ts'

/** Versions of all that a run's numbers depend on. */
export function engineVersions(): Record<'workbench' | 'node' | 'tfjs' | 'tensorflow', string> {
  const { binding } = backend as unknown as { binding: { TF_Version: string } }
  return {
    workbench: workbenchVersion(),
    node: process.versions.node,
    tfjs: tf.version.tfjs,
    tensorflow: binding.TF_Version,
  }
}

/** Throws where TensorFlow is loaded but does not work. */
export function computeSomething(): void {
  const [sum] = tf.tidy(() => tf.matMul(tf.ones([1, 4]), tf.ones([4, 1])).dataSync())
  if (sum !== 4) throw new Error(`four times one is four, not ${sum}`)
}
