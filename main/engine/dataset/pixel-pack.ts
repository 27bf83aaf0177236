import { closeSync, constants, fstatSync, openSync, readvSync, statfsSync, writevSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** Decoded images of one dataset at one size, in a file. All calls are synchronous: it belongs to a thread of its own. */
export interface PixelPack {
  /** Fills `into` with an image; false where the pack doesn't have it, or not whole. */
  read(index: number, into: Uint8Array): boolean
  /** Keeps an image, as far as the pack's capacity and the disk allow. */
  write(index: number, pixels: Uint8Array): void
  close(): void
}

export interface PackShape {
  readonly imageBytes: number
  /** Images from this index on are not kept. */
  readonly capacity: number
}

/** Free disk that packs leave to others. */
export const SPARE_BYTES = 2 * 1024 ** 3

/** Before the pixels of each slot: a mark and their CRC-32. A hole in the file has neither. */
const HEAD_BYTES = 8
const MARK = 0x314b5058
const CHECK_EVERY_BYTES = 64 * 1024 * 1024

export function slotBytes(imageBytes: number): number {
  return HEAD_BYTES + imageBytes
}

/**
 * Opens or makes a pack. Each image has a slot at a place of its own, which says itself whether it is whole: so there is
 * no index to damage, a crash or a cut at any point costs the slots that it hit, and processes may share a pack without
 * a lock, since all of them would write the same bytes. Throws the file system's error.
 */
export function openPixelPack(path: string, { imageBytes, capacity }: PackShape): PixelPack {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
  const head = new Uint32Array(2)
  const headBytes = new Uint8Array(head.buffer)
  const place = (index: number) => index * slotBytes(imageBytes)
  // The index is in the sum, so that pixels in another image's slot don't pass.
  const sum = (index: number, pixels: Uint8Array) => crc32(pixels, index + 1)
  let writable = true
  let untilCheck = 0

  /** Not into a pack that was deleted meanwhile, whose bytes nobody would read or count, and not to the disk's last. */
  const mayGrow = () => {
    const { bavail, bsize } = statfsSync(path)
    return fstatSync(file).nlink > 0 && bavail * bsize > SPARE_BYTES
  }
  return {
    read: (index, into) => {
      if (index >= capacity) return false
      const length = readvSync(file, [headBytes, into], place(index))
      return length === slotBytes(imageBytes) && head[0] === MARK && head[1] === sum(index, into)
    },
    write: (index, pixels) => {
      if (!writable || index >= capacity) return
      try {
        untilCheck -= imageBytes
        if (untilCheck < 0) {
          writable = mayGrow()
          untilCheck = CHECK_EVERY_BYTES
        }
        if (!writable) return
        head.set([MARK, sum(index, pixels)])
        writevSync(file, [headBytes, pixels], place(index))
      } catch {
        // A full disk, or one that went away: what can't be kept is decoded again next time.
        writable = false
      }
    },
    close: () => closeSync(file),
  }
}
