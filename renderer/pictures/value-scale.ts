import type { ValueScale } from '../../shared/contract/inspection/maps.ts'
import type { ScaleName } from './color-scale.ts'

/** The colours that fit a scale of values: diverging where zero is its middle. */
export const colorsOf = ({ signed }: ValueScale): ScaleName => (signed ? 'diverging' : 'viridis')

/** Values as the scale's bytes; what lies outside takes its ends. */
export function toBytes(values: Float32Array, { low, high }: ValueScale): Uint8Array {
  const factor = high > low ? 255 / (high - low) : 0
  const bytes = new Uint8Array(values.length)
  for (let index = 0; index < values.length; index++) {
    bytes[index] = Math.round(Math.min(255, Math.max(0, ((values[index] ?? 0) - low) * factor)))
  }
  return bytes
}

/** A scale of its own for values whose sign matters: zero in the middle. */
export function signedScale(values: Float32Array): ValueScale {
  let high = 0
  for (const value of values) high = Math.max(high, Math.abs(value))
  return { low: -high, high, signed: true }
}
