import { JsColorType } from '@napi-rs/image'

const ALPHA: readonly JsColorType[] = [JsColorType.La8, JsColorType.Rgba8, JsColorType.La16, JsColorType.Rgba16]

export function hasAlpha(color: JsColorType): boolean {
  return ALPHA.includes(color)
}

interface Layout {
  readonly channels: number
  readonly alpha: boolean
  /** Reads sample `at` as 0..255. */
  readonly sample: (raw: Buffer, at: number) => number
}

const byte = (raw: Buffer, at: number) => raw[at] ?? 0
// Native byte order, which is little endian on every platform that we run on: the high byte is the second.
const highByte = (raw: Buffer, at: number) => raw[at * 2 + 1] ?? 0
const float = (raw: Buffer, at: number) => Math.round(Math.min(1, Math.max(0, raw.readFloatLE(at * 4))) * 255)

const LAYOUTS: Readonly<Record<JsColorType, Layout>> = {
  [JsColorType.L8]: { channels: 1, alpha: false, sample: byte },
  [JsColorType.La8]: { channels: 2, alpha: true, sample: byte },
  [JsColorType.Rgb8]: { channels: 3, alpha: false, sample: byte },
  [JsColorType.Rgba8]: { channels: 4, alpha: true, sample: byte },
  [JsColorType.L16]: { channels: 1, alpha: false, sample: highByte },
  [JsColorType.La16]: { channels: 2, alpha: true, sample: highByte },
  [JsColorType.Rgb16]: { channels: 3, alpha: false, sample: highByte },
  [JsColorType.Rgba16]: { channels: 4, alpha: true, sample: highByte },
  [JsColorType.Rgb32F]: { channels: 3, alpha: false, sample: float },
  [JsColorType.Rgba32F]: { channels: 4, alpha: true, sample: float },
}

/** Raw pixels of any layout to RGB bytes; alpha is laid over white. The given buffer itself where it is RGB already. */
export function toRgb(raw: Buffer, color: JsColorType): Uint8Array {
  if (color === JsColorType.Rgb8) return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength)
  const { channels, alpha, sample } = LAYOUTS[color]
  const bytesPerSample = sample === byte ? 1 : sample === highByte ? 2 : 4
  const pixels = raw.length / (channels * bytesPerSample)
  const colors = alpha ? channels - 1 : channels
  const out = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * channels
    const opacity = alpha ? sample(raw, from + channels - 1) : 255
    for (let channel = 0; channel < 3; channel++) {
      const value = sample(raw, from + (colors === 1 ? 0 : channel))
      out[pixel * 3 + channel] = alpha ? overWhite(value, opacity) : value
    }
  }
  return out
}

/** Opaque RGBA bytes to RGB. */
export function dropAlpha(rgba: Uint8Array): Uint8Array {
  const out = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    out[to++] = rgba[from] as number
    out[to++] = rgba[from + 1] as number
    out[to++] = rgba[from + 2] as number
  }
  return out
}

/** RGB bytes to opaque RGBA, the one layout that the image library takes in. */
export function toRgba(rgb: Uint8Array): Uint8Array {
  const pixels = rgb.length / 3
  const out = new Uint8Array(pixels * 4).fill(255)
  for (let pixel = 0; pixel < pixels; pixel++) {
    out[pixel * 4] = rgb[pixel * 3] ?? 0
    out[pixel * 4 + 1] = rgb[pixel * 3 + 1] ?? 0
    out[pixel * 4 + 2] = rgb[pixel * 3 + 2] ?? 0
  }
  return out
}

function overWhite(value: number, opacity: number): number {
  return Math.round((value * opacity + 255 * (255 - opacity)) / 255)
}
