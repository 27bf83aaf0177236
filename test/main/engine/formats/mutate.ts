import type { Random } from '../../../../shared/training/random.ts'

/** What goes wrong with a file: bits flip, parts are lost, doubled or overwritten, numbers are huge. */
const DAMAGES: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    const place = random.below(bytes.length)
    bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << random.below(8)), place)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => bytes.fill(random.below(256), place(bytes, random), place(bytes, random) + 16),
  (bytes, random) => {
    const size = 1 + random.below(Math.min(64, bytes.length - 1))
    const from = random.below(bytes.length - size)
    bytes.copyWithin(random.below(bytes.length - size), from, from + size)
    return bytes
  },
  (bytes, random) => {
    if (bytes.length < 9) return bytes
    bytes.writeBigUInt64LE(HUGE[random.below(HUGE.length)] ?? 0n, random.below(bytes.length - 8))
    return bytes
  },
  (bytes, random) => {
    const cut = place(bytes, random)
    return Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + 1 + random.below(32))])
  },
]

const HUGE = [0n, 1n, 0x7fff_ffffn, 0xffff_ffffn, 0x7fff_ffff_ffff_ffffn, 0xffff_ffff_ffff_ffffn]

/** Half of all damage falls where files keep what they say about themselves: at the beginning or at the end. */
function place(bytes: Buffer, random: Random): number {
  const near = random.below(Math.min(2048, bytes.length))
  return [near, bytes.length - 1 - near, random.below(bytes.length), random.below(bytes.length)][random.below(4)] ?? 0
}

/** A damaged copy; the same number gives the same damage. */
export function mutate(original: Uint8Array, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original)
  for (let times = 1 + random.below(4); times > 0 && bytes.length > 2; times--) {
    bytes = DAMAGES[random.below(DAMAGES.length)]?.(bytes, random) ?? bytes
  }
  return bytes
}
