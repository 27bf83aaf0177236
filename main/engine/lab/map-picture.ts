import type { MapPicture } from '../../../shared/contract/lab.ts'
import { toBytes } from '../../../shared/pictures/value-scale.ts'

/** A square map of one channel as a picture. */
export function pictureOf(values: Float32Array, scale: { low: number; high: number }): MapPicture {
  const side = Math.round(Math.sqrt(values.length))
  return { height: side, width: side, values: toBytes(values, scale) }
}
