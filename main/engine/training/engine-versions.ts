import { readFileSync } from 'node:fs'
import { backend, tf } from '../backend/tensorflow.ts'

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

/** From our package.json, which ships with the engine. */
export function workbenchVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return String((JSON.parse(text) as { version: unknown }).version)
}
