import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { decodeImage } from '../dataset/dataset.ts'

/** An image on which an export is compared; its file goes along with the export. */
export interface GoldenImage {
  /** A plain file name. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** The images that ship with the workbench, by name: they show nothing of a user's. */
export async function bundledGoldenImages(): Promise<readonly GoldenImage[]> {
  const folder = join(import.meta.dirname, '..', '..', '..', 'samples', 'golden')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.png')).sort()
  return Promise.all(files.map(async (file) => ({ file, bytes: await readFile(join(folder, file)) })))
}

/** The images as a model takes them: RGB bytes `[count, size, size, 3]`. */
export async function goldenPixels(images: readonly GoldenImage[], graph: LayerGraph): Promise<Result<Uint8Array>> {
  const [height = 0, width = 0, channels] = graph.inputShape
  if (height !== width || channels !== 3) {
    const detail = `its input is [${graph.inputShape.join(', ')}]; images are [size, size, 3]`
    return fail('model-invalid', { path: graph.name, detail })
  }
  const pixels = new Uint8Array(images.length * height * width * 3)
  for (const [index, { file, bytes }] of images.entries()) {
    const decoded = await decodeImage(bytes, height, file, graph.preprocessing.resize)
    if (!decoded.ok) return decoded
    pixels.set(decoded.value, index * height * width * 3)
  }
  return succeed(pixels)
}

/** Where an image stands in an export. */
export const goldenPath = (file: string) => `golden/${file}`

/** Writes the images into an export's folder. Returns their paths in it. */
export async function writeGoldenImages(images: readonly GoldenImage[], folder: string): Promise<readonly string[]> {
  await mkdir(join(folder, 'golden'))
  for (const { file, bytes } of images) await writeFile(join(folder, goldenPath(file)), bytes)
  return images.map(({ file }) => goldenPath(file))
}
