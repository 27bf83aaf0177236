import type { ByteSource } from './byte-source.ts'
import { checkBmp } from './check-bmp.ts'
import { checkGif } from './check-gif.ts'
import { checkJpeg } from './check-jpeg.ts'
import { checkPng } from './check-png.ts'
import { checkWebp } from './check-webp.ts'
import { unsound, type ImageCheck } from './image-header.ts'
import { SNIFF_BYTES, sniffFormat, type ImageFormat } from './sniff-format.ts'

/**
 * Above every common camera's (11648 x 8736 of those that are called 100 megapixels, 108 million of telephones), below what a
 * bomb of a few hundred kilobytes unfolds to.
 */
export const MAX_PIXELS = 128_000_000
/** Largest file that is read whole to be decoded. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024

const checks: Readonly<Record<ImageFormat, (source: ByteSource) => Promise<ImageCheck>>> = {
  jpeg: checkJpeg,
  png: checkPng,
  webp: checkWebp,
  bmp: checkBmp,
  gif: checkGif,
}

/**
 * Says what an image is and whether it is whole, from a few small reads and without decoding it: its format by its
 * first bytes, its size by its header, its end by the format's end marker or length.
 */
export async function checkImage(source: ByteSource): Promise<ImageCheck> {
  if (source.size === 0) return unsound('truncated', 'the file is empty')
  const sniffed = sniffFormat(await source.read(0, SNIFF_BYTES))
  if (sniffed.kind === 'not-an-image') return unsound('not-an-image')
  if (sniffed.kind === 'unsupported') return unsound('unsupported-format', sniffed.name)
  if (source.size > MAX_FILE_BYTES) return unsound('too-large', `${source.size} bytes`)
  const check = await checks[sniffed.format](source)
  if (!check.ok) return check
  const { width, height } = check.header
  if (width === 0 || height === 0) return unsound('unreadable', `${width} x ${height} pixels`)
  if (width * height > MAX_PIXELS) return unsound('too-large', `${width} x ${height} pixels`)
  return check
}
