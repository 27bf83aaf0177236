/**
 * Makes samples/fashion-mnist.zip: class folders of 28x28 grey PNGs, training images from Fashion-MNIST's training set,
 * validation images from its test set. The same input gives the same bytes.
 *
 * To repeat it: get the four original files (train-images-idx3-ubyte.gz and so on), from Debian with
 *   apt-get download dataset-fashion-mnist && dpkg -x dataset-fashion-mnist_*.deb unpacked
 * and then run
 *   node_modules/.bin/node scripts/make-sample.ts unpacked/usr/share/datasets/fashion-mnist
 */
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { createRandom, deriveSeed, shuffle } from '../shared/training/random.ts'
import { encodeGreyPng } from './encode-grey-png.ts'

const LABELS = [
  'T-shirt',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const
const SIDE = 28
const SEED = 2017
const PARTS = [
  { source: 'train', folder: 'train', perClass: 400 },
  { source: 't10k', folder: 'val', perClass: 100 },
] as const
const MTIME = new Date(2017, 7, 25)
const samples = join(import.meta.dirname, '..', 'samples')

async function readIdx(folder: string, name: string, headerBytes: number): Promise<Buffer> {
  return gunzipSync(await readFile(join(folder, `${name}.gz`))).subarray(headerBytes)
}

/** The images of each class, in the file's order. */
async function readPart(folder: string, source: string): Promise<Buffer[][]> {
  const pixels = await readIdx(folder, `${source}-images-idx3-ubyte`, 16)
  const labels = await readIdx(folder, `${source}-labels-idx1-ubyte`, 8)
  const classes: Buffer[][] = LABELS.map(() => [])
  labels.forEach((label, index) =>
    classes[label]?.push(pixels.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE)),
  )
  return classes
}

async function makeSample(folder: string): Promise<void> {
  const zip = new ZipFile()
  // Dates without a time zone and stored PNGs: the bytes must not depend on where and when this runs.
  const options = { mtime: MTIME, mode: 0o100644, compress: false, forceDosTimestamp: true }
  zip.addBuffer(await readFile(join(samples, 'fashion-mnist-LICENSE.txt')), 'LICENSE.txt', options)
  for (const { source, folder: partFolder, perClass } of PARTS) {
    const classes = await readPart(folder, source)
    LABELS.forEach((label, classIndex) => {
      const images = classes[classIndex] ?? []
      const order = shuffle(
        images.map((_, index) => index),
        createRandom(deriveSeed(SEED, source, classIndex)),
      )
      for (const index of order.slice(0, perClass).sort((a, b) => a - b)) {
        const name = `${partFolder}/${label}/${String(index).padStart(4, '0')}.png`
        zip.addBuffer(encodeGreyPng(images[index] as Buffer, SIDE, SIDE), name, options)
      }
    })
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(samples, 'fashion-mnist.zip')))
}

const folder = process.argv[2]
if (folder === undefined) {
  console.error('error: give the folder that holds train-images-idx3-ubyte.gz and the other three files')
  process.exitCode = 2
} else await makeSample(folder)
