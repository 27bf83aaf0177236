import type { ValueScale } from '../contract/inspection/maps.ts'
import type { ScaleName } from './color-scale.ts'

type Ends = Pick<ValueScale, 'low' | 'high'> & Partial<ValueScale>

/** The colours that fit a scale of values: diverging where zero is its middle. */
export const colorsOf = ({ signed }: Pick<ValueScale, 'signed'>): ScaleName => (signed ? 'diverging' : 'viridis')

/** Values as bytes of a scale; what lies outside takes its ends, and all of a scale without extent is 0. */
export function toBytes(values: Float32Array, { low, high }: Ends): Uint8Array<ArrayBuffer> {
  const stretch = high > low ? 255 / (high - low) : 0
  const bytes = new Uint8Array(values.length)
  for (let at = 0; at < values.length; at++) {
    bytes[at] = Math.min(255, Math.max(0, Math.round(((values[at] as number) - low) * stretch)))
  }
  return bytes
}

/** A scale with zero in the middle that holds all values; from -1 to 1 where all are zero. */
export function symmetricScale(...values: readonly Float32Array[]): ValueScale {
  let largest = 0
  for (const each of values) for (const value of each) largest = Math.max(largest, Math.abs(value))
  return largest > 0 ? { low: -largest, high: largest, signed: true } : { low: -1, high: 1, signed: true }
}
