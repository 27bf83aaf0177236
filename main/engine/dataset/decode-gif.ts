import { GifReader } from 'omggif'
import { MAX_PIXELS } from './check-image.ts'

export interface RgbaPixels {
  readonly pixels: Buffer
  readonly width: number
  readonly height: number
}

/** The first frame of a GIF on its canvas, transparent where nothing is drawn. Throws on a damaged file. */
export function decodeGif(bytes: Uint8Array): RgbaPixels {
  const reader = new GifReader(bytes)
  const { width, height } = reader
  if (reader.numFrames() === 0) throw new Error('the GIF has no frame')
  const frame = reader.frameInfo(0)
  // The library allocates what the frame claims and writes past the canvas's rows where the frame is larger.
  if (frame.x + frame.width > width || frame.y + frame.height > height || width * height > MAX_PIXELS)
    throw new Error('the frame of the GIF does not fit its canvas')
  const pixels = Buffer.alloc(width * height * 4)
  failOnWarning(() => reader.decodeAndBlitFrameRGBA(0, pixels))
  return { pixels, width, height }
}

/** The library reports a stream that is too short on the console alone, where it would also spoil `--json` output. */
function failOnWarning(decode: () => void): void {
  /* eslint-disable no-console -- it is the library's console that is caught here */
  const { log } = console
  let warning: string | null = null
  console.log = (message: unknown) => {
    warning = String(message)
  }
  try {
    decode()
  } finally {
    console.log = log
  }
  /* eslint-enable no-console */
  if (warning !== null) throw new Error(warning)
}
