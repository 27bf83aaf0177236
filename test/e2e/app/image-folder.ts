import { on } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { Transformer } from '@napi-rs/image'
import { open, type Entry, type Options, type ZipFile } from 'yauzl'
import { samplePath } from '../../../main/engine/dataset/dataset.ts'

/**
 * Writes a folder of class folders with real photographs out of the bundled sample: PNG and JPEG by turns.
 *
 * @param imagesPerClass - at most 400
 */
export async function writeImageFolder(
  folder: string,
  labels: readonly string[],
  imagesPerClass: number,
): Promise<void> {
  const counts = new Map(labels.map((label) => [label, 0]))
  for (const label of labels) await mkdir(join(folder, label), { recursive: true })
  for await (const { name, bytes } of sampleImages()) {
    const [split, label = ''] = name.split('/')
    const count = counts.get(label)
    if (split !== 'train' || count === undefined || count >= imagesPerClass) continue
    counts.set(label, count + 1)
    const png = await bytes()
    if (count % 2 === 0) await writeFile(join(folder, label, `${count}.png`), png)
    else await writeFile(join(folder, label, `${count}.jpg`), await new Transformer(png).jpeg(95))
  }
}

interface SampleImage {
  readonly name: string
  bytes(): Promise<Buffer>
}

async function* sampleImages(): AsyncGenerator<SampleImage> {
  const archive = await promisify<string, Options, ZipFile>(open)(samplePath(), { lazyEntries: true })
  const entries = on(archive, 'entry', { close: ['end'] }) as AsyncIterable<[Entry]>
  archive.readEntry()
  for await (const [entry] of entries) {
    const bytes = async () => buffer(await promisify(archive.openReadStream.bind(archive, entry))())
    yield { name: entry.fileName, bytes }
    archive.readEntry()
  }
}
