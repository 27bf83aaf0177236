import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { ImageInput } from '../../../shared/graph/image-input.ts'
import type { Resize } from '../../../shared/graph/layer-graph.ts'
import type { Dataset } from './dataset-entry.ts'

/** How files become pixels. To be changed with `decodeImage`, whose old results must not be taken for new ones. */
const METHODS: Readonly<Record<Resize, string>> = {
  'bilinear-antialias': 'whole image, bilinear with antialiasing, 1',
  bilinear: 'whole image, bilinear, 1',
  nearest: 'whole image, nearest, 1',
}

const decoder = createRequire(import.meta.url)('@napi-rs/image/package.json') as { version: string }

/**
 * The file name of a dataset's pack: another one where any file, its time or the way of decoding and resizing differs. The split is
 * not in it, for pixels don't depend on that.
 */
export function packName({ images }: Dataset, { size, resize }: ImageInput): string {
  const hash = createHash('sha256').update(JSON.stringify([METHODS[resize], decoder.version, size]))
  for (const { file, bytes, stamp } of images) hash.update(`${file}\0${bytes}\0${stamp}\n`)
  return `${hash.digest('hex').slice(0, 24)}-${size}.pack`
}
