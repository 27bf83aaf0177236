import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeGreyPng } from '../../scripts/encode-grey-png.ts'
import { createRandom } from '../../shared/training/random.ts'

const SIDE = 32
const CLASSES = ['a', 'b']

/** Noise in two classes, split into `train` and `val` by folders, so that batches come out whole. */
export async function writeImages(folder: string, counts: { train: number; val: number }): Promise<void> {
  const random = createRandom(3)
  for (const [split, count] of Object.entries(counts)) {
    for (let index = 0; index < count; index++) {
      const own = join(folder, split, CLASSES[index % CLASSES.length] ?? '')
      await mkdir(own, { recursive: true })
      const pixels = Uint8Array.from({ length: SIDE * SIDE }, () => random.below(256))
      await writeFile(join(own, `${index}.png`), encodeGreyPng(pixels, SIDE, SIDE))
    }
  }
}
