import { FastResizeFilter, JsColorType, ResizeFit, Transformer } from '@napi-rs/image'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Preprocessing } from '../../../shared/graph/layer-graph.ts'
import { memorySource } from './byte-source.ts'
import { checkImage } from './check-image.ts'
import { decodeGif } from './decode-gif.ts'
import type { ImageHeader } from './image-header.ts'
import { dropAlpha, hasAlpha, toRgb, toRgba } from './normalise-pixels.ts'
import { resizePixels } from './resize-pixels.ts'

/**
 * Decodes to RGB bytes `[size, size, 3]`, stretched to size, by an antialiased bilinear resize (as Pillow's) where a model
 * does not want another; EXIF orientation honoured, the first frame of a GIF, alpha over white, grey to RGB. The work is
 * done on the thread pool, but for alpha, GIFs and the other ways of resizing. `name` stands in the error.
 */
export async function decodeImage(
  bytes: Uint8Array,
  size: number,
  name = 'image',
  resize: Preprocessing['resize'] = 'bilinear-antialias',
): Promise<Result<Uint8Array>> {
  const check = await checkImage(memorySource(bytes))
  if (!check.ok) {
    const { code, detail } = check.problem
    return fail('image-unreadable', { path: name }, detail ? `${code}: ${detail}` : code)
  }
  try {
    const transformer = await uprightTransformer(bytes, check.header)
    if (resize === 'bilinear-antialias') return succeed(await stretched(transformer, size, size))
    const { width: w, height: h, orientation } = check.header
    // EXIF's 5 to 8 lie on their side.
    const [width, height] = orientation < 5 ? [w, h] : [h, w]
    return succeed(resizePixels({ pixels: await stretched(transformer, width, height), width, height }, size, resize))
  } catch (error) {
    return fail('image-unreadable', { path: name }, error)
  }
}

/** RGB bytes of a picture; one that has the size already stays as it is. */
async function stretched(transformer: Transformer, width: number, height: number): Promise<Uint8Array> {
  transformer.fastResize({ width, height, filter: FastResizeFilter.Bilinear, fit: ResizeFit.Fill })
  // It gives four channels, whatever it was given.
  return dropAlpha(await transformer.rawPixels())
}

/** The decoded picture, turned upright and laid over white. Rejects where the decoder refuses. */
export async function uprightTransformer(bytes: Uint8Array, header: ImageHeader): Promise<Transformer> {
  const transformer = await opaqueTransformer(bytes, header)
  if (header.orientation !== 1) transformer.rotate(header.orientation)
  return transformer
}

/** Alpha goes before the resize: afterwards the colours behind transparent pixels would have bled into the edges. */
async function opaqueTransformer(bytes: Uint8Array, header: ImageHeader): Promise<Transformer> {
  if (header.format === 'gif') {
    const { pixels, width, height } = decodeGif(bytes)
    return opaque(toRgb(pixels, JsColorType.Rgba8), width, height)
  }
  const transformer = new Transformer(bytes)
  const { colorType, width, height } = await transformer.metadata()
  if (!hasAlpha(colorType)) return transformer
  return opaque(toRgb(await transformer.rawPixels(), colorType), width, height)
}

function opaque(rgb: Uint8Array, width: number, height: number): Transformer {
  return Transformer.fromRgbaPixels(toRgba(rgb), width, height)
}
