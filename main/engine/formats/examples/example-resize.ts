import type { Resize } from '../../../../shared/graph/layer-graph.ts'

/** Ways that no browser and no image library of Node has as a call of its own. */
export type OwnResize = Exclude<Resize, 'bilinear-antialias'>

/** JavaScript that makes `pixels`, RGB of the model's size, of `image`: RGBA `data` with its `width` and `height`. */
export const RESIZE_LINES: Readonly<Record<OwnResize, readonly string[]>> = {
  nearest: [
    '// The nearest pixel, as tf.image.resize takes it.',
    'const near = (place, ratio, full) => Math.min(Math.floor(Math.fround((place + 0.5) * Math.fround(ratio))), full - 1)',
    'const places = (size, full) => Array.from({ length: size }, (_, place) => near(place, full / size, full))',
    'const value = (y, x, channel) => image.data[(y * image.width + x) * 4 + channel]',
    'const [ys, xs] = [places(height, image.height), places(width, image.width)]',
    'const pixels = ys.flatMap((y) => xs.flatMap((x) => [0, 1, 2].map((channel) => value(y, x, channel))))',
  ],
  bilinear: [
    '// Bilinear without antialiasing, as tf.image.resize: the four pixels around a place, by their shares.',
    'const places = (size, full) => Array.from({ length: size }, (_, place) => ((place + 0.5) * full) / size - 0.5)',
    'const near = (place, full) => Math.min(Math.max(Math.floor(place), 0), full - 1)',
    'const at = (y, x, channel) => image.data[(near(y, image.height) * image.width + near(x, image.width)) * 4 + channel]',
    'const mix = (a, b, place) => a + (b - a) * (place - Math.floor(place))',
    'const row = (y, x, channel) => mix(at(y, x, channel), at(y, x + 1, channel), x)',
    'const value = (y, x, channel) => Math.round(mix(row(y, x, channel), row(y + 1, x, channel), y))',
    'const [ys, xs] = [places(height, image.height), places(width, image.width)]',
    'const pixels = ys.flatMap((y) => xs.flatMap((x) => [0, 1, 2].map((channel) => value(y, x, channel))))',
  ],
}

/** TensorFlow.js' own, on a tensor of the whole image. */
export const TFJS_RESIZE: Readonly<Record<OwnResize, string>> = {
  nearest: '.resizeNearestNeighbor([height, width], false, true)',
  bilinear: '.resizeBilinear([height, width], false, true).add(0.5).floor()',
}
