export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'bmp' | 'gif'

export type SniffedFormat =
  | { readonly kind: 'readable'; readonly format: ImageFormat }
  /** An image, but of a format that we can't read. */
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'not-an-image' }

const UNSUPPORTED: readonly (readonly [name: string, offset: number, magic: string])[] = [
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['TIFF', 0, 'II+\0'],
  ['TIFF', 0, 'MM\0+'],
  ['AVIF', 4, 'ftypavi'],
  ['HEIC', 4, 'ftyphe'],
  ['HEIC', 4, 'ftypmif1'],
  ['HEIC', 4, 'ftypmsf1'],
  ['JPEG 2000', 0, '\0\0\0\x0cjP  '],
  ['JPEG 2000', 0, '\xff\x4f\xff\x51'],
  ['JPEG XL', 0, '\xff\x0a'],
  ['JPEG XL', 0, '\0\0\0\x0cJXL '],
  ['Photoshop', 0, '8BPS'],
  ['icon', 0, '\0\0\x01\0'],
]

/** Bytes that `sniffFormat` wants to see. */
export const SNIFF_BYTES = 512

/** What a file is by its first bytes, whatever its name says. */
export function sniffFormat(head: Buffer): SniffedFormat {
  const text = head.toString('latin1', 0, SNIFF_BYTES)
  const format = readableFormat(text)
  if (format) return { kind: 'readable', format }
  const unsupported = UNSUPPORTED.find(([, offset, magic]) => text.startsWith(magic, offset))
  if (unsupported) return { kind: 'unsupported', name: unsupported[0] }
  if (
    /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(text.replace(/^\xef\xbb\xbf/, ''))
  )
    return { kind: 'unsupported', name: 'SVG' }
  return { kind: 'not-an-image' }
}

function readableFormat(text: string): ImageFormat | null {
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif'
  // "BM" alone also begins texts: the four reserved bytes after the size are zero in a bitmap.
  if (text.startsWith('BM') && text.startsWith('\0\0\0\0', 6)) return 'bmp'
  return null
}
