import type { Group } from 'h5wasm'
import { InvalidModel } from '../invalid-model.ts'
import { attributeOf } from '../keras/stored-attribute.ts'

/** What an attribute may take inside an object's header; longer lists are cut into `name0`, `name1`, … as Keras does. */
const HEADER_LIMIT_BYTES = 64_512

/** Writes a list of names as fixed-length byte strings, the way h5py and Keras read them. */
export function writeNames(group: Group, attribute: string, names: readonly string[]): void {
  const width = Math.max(1, ...names.map((name) => Buffer.byteLength(name)))
  const most = Math.max(1, Math.floor(HEADER_LIMIT_BYTES / width))
  if (names.length <= most) return write(group, attribute, names, width)
  for (let chunk = 0; chunk * most < names.length; chunk++) {
    write(group, `${attribute}${chunk}`, names.slice(chunk * most, (chunk + 1) * most), width)
  }
}

function write(group: Group, attribute: string, names: readonly string[], width: number): void {
  group.create_attribute(attribute, [...names], [names.length], `S${width}`)
}

/** No real model has as many layers, nor as long names. */
const NAMES_LIMIT = 20_000
const CHUNKS_LIMIT = 1000

/** Reads such a list, whole or in chunks; null where there is none. Throws `InvalidModel` for anything but names. */
export function readNames(group: Group, attribute: string): readonly string[] | null {
  const whole = attributeOf(group, attribute)
  if (whole !== undefined) return checkNames(whole, attribute)
  const names: string[] = []
  for (let chunk = 0; chunk < CHUNKS_LIMIT; chunk++) {
    const part = attributeOf(group, `${attribute}${chunk}`)
    if (part === undefined) return chunk === 0 ? null : names
    names.push(...checkNames(part, attribute))
  }
  return names
}

function checkNames(value: unknown, attribute: string): readonly string[] {
  // An empty list has no text in it: h5py writes one as numbers.
  const names = ArrayBuffer.isView(value) && value.byteLength === 0 ? [] : value
  if (!Array.isArray(names) || names.length > NAMES_LIMIT || names.some((name) => typeof name !== 'string')) {
    throw new InvalidModel(`its ${attribute} are not names`)
  }
  return names as readonly string[]
}
