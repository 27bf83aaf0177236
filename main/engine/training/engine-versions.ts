import { backend, tf } from '../backend/tensorflow.ts'
import { workbenchVersion } from './workbench-version.ts'

/** Versions of all that a run's numbers depend on. */
export function engineVersions(): Record<'workbench' | 'node' | 'tfjs' | 'tensorflow', string> {
  const { binding } = backend
  return {
    workbench: workbenchVersion(),
    node: process.versions.node,
    tfjs: tf.version.tfjs,
    tensorflow: binding.TF_Version,
  }
}
