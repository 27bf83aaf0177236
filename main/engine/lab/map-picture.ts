import type { MapPicture } from '../../../shared/contract/lab.ts'

/** A scale around zero that holds all values; 1 where all are zero. */
export function symmetricScale(...values: readonly Float32Array[]): { low: number; high: number } {
  let largest = 0
  for (const each of values) for (const value of each) largest = Math.max(largest, Math.abs(value))
  return largest > 0 ? { low: -largest, high: largest } : { low: -1, high: 1 }
}

/** Values as bytes of a scale, those outside of it cut. */
export function toBytes(values: Float32Array, { low, high }: { low: number; high: number }): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, (value - low) / (high - low))) * 255))
}

/** One channel of a map `[height, width, channels]`. */
export function channelOf(map: Float32Array, channels: number, channel: number): Float32Array {
  return Float32Array.from({ length: map.length / channels }, (_, pixel) => map[pixel * channels + channel] ?? 0)
}

/** A square map of one channel as a picture. */
export function pictureOf(values: Float32Array, scale: { low: number; high: number }): MapPicture {
  const side = Math.round(Math.sqrt(values.length))
  return { height: side, width: side, values: toBytes(values, scale) }
}
