/** EXIF's eight: 1 is upright, 2 to 4 mirror or turn by 180 degrees, 5 to 8 swap width and height. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const ORIENTATION_TAG = 0x0112
const EXIF_PREFIX = 'Exif\0\0'

/** The orientation that an EXIF block states (with or without its `Exif` prefix); 1 where it states none or is damaged. */
export function readOrientation(block: Buffer): Orientation {
  const tiff = block.toString('latin1', 0, 6) === EXIF_PREFIX ? block.subarray(6) : block
  if (tiff.length < 8) return 1
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return 1
  const read16 = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const read32 = (at: number) => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const directory = read32(4)
  if (directory + 2 > tiff.length) return 1
  const count = read16(directory)
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12
    if (at + 12 > tiff.length) return 1
    if (read16(at) === ORIENTATION_TAG) {
      const value = read16(at + 8)
      return value >= 1 && value <= 8 ? (value as Orientation) : 1
    }
  }
  return 1
}
