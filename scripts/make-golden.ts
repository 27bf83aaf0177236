/**
 * Makes samples/golden: the images on which every export is compared. One image of each class from the sample's
 * validation part, which no training sees, and three drawn ones whose colours and shape are not alike in any order.
 *
 *   node_modules/.bin/node scripts/make-golden.ts
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transformer } from '@napi-rs/image'
import yauzl from 'yauzl'

const samples = join(import.meta.dirname, '..', 'samples')
const golden = join(samples, 'golden')

type Colour = readonly [red: number, green: number, blue: number]

/** The first validation image of each class, as `fashion-ankle-boot.png`. */
async function copyFashion(): Promise<void> {
  const zip = await yauzl.openPromise(join(samples, 'fashion-mnist.zip'))
  const taken = new Set<string>()
  for await (const entry of zip.eachEntry()) {
    const [part, label] = entry.fileName.split('/')
    if (part !== 'val' || !label || taken.has(label) || !entry.fileName.endsWith('.png')) continue
    taken.add(label)
    const bytes = await (await zip.openReadStreamPromise(entry)).toArray()
    await writeFile(join(golden, `fashion-${label.toLowerCase().replaceAll(' ', '-')}.png`), Buffer.concat(bytes))
  }
}

async function draw(name: string, width: number, height: number, colour: (x: number, y: number) => Colour) {
  const pixels = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.set([...colour(x / (width - 1), y / (height - 1)), 255], 4 * (y * width + x))
    }
  }
  await writeFile(join(golden, name), await Transformer.fromRgbaPixels(pixels, width, height).png())
}

const level = (share: number) => Math.round(255 * share)
const within = (x: number, y: number, centerX: number, centerY: number, radius: number) =>
  Math.hypot(x - centerX, y - centerY) < radius

await mkdir(golden, { recursive: true })
await copyFashion()
await draw('colour-gradients.png', 96, 96, (x, y) => [level(x), level(y * y), within(x, y, 0.5, 0.5, 0.3) ? 230 : 40])
await draw('colour-wide.png', 120, 64, (x, y) => (y < x ? [220, 60, 20] : x < 0.5 ? [20, 60, 220] : [240, 200, 30]))
await draw('colour-dots.png', 80, 80, (x, y) => {
  if (within(x, y, 0.3, 0.35, 0.2)) return [250, 130, 10]
  if (within(x, y, 0.7, 0.6, 0.25)) return [20, 160, 90]
  return [40, 50, level(0.4 + 0.5 * x)]
})
