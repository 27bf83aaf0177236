import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transformer } from '@napi-rs/image'
import { createRandom } from '../../../shared/training/random.ts'

export interface TemporaryFolder {
  readonly path: string
  remove(): Promise<void>
}

/** A folder of its own for a test file. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'xw-cli-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** A noisy square PNG in which one of the three colours is strong: a class that a tiny network can learn. */
export function colourPng(size: number, strong: 0 | 1 | 2, seed: number): Promise<Buffer> {
  const random = createRandom(seed)
  const pixels = Buffer.alloc(size * size * 4)
  for (let index = 0; index < pixels.length; index++) {
    const channel = index % 4
    pixels[index] = channel === 3 ? 255 : random.below(90) + (channel === strong ? 150 : 20)
  }
  return Transformer.fromRgbaPixels(pixels, size, size).png()
}

export const COLOURS = ['blue', 'green', 'red'] as const

/** Three class folders of PNGs. */
export async function writeColours(folder: string, perClass: number, size: number): Promise<string> {
  for (const [index, label] of COLOURS.entries()) {
    await mkdir(join(folder, label), { recursive: true })
    for (let number = 0; number < perClass; number++) {
      const strong = (2 - index) as 0 | 1 | 2
      const image = await colourPng(size, strong, index * 1000 + number)
      await writeFile(join(folder, label, `${String(number).padStart(2, '0')}.png`), image)
    }
  }
  return folder
}
