import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { crc32, deflateSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { ZipFile } from 'yazl'

/** A folder of its own, gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'xw-dataset-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A real RGB PNG whose pixels are `shade` everywhere. */
export function png(width: number, height: number, shade = 0): Buffer {
  const row = Buffer.alloc(1 + width * 3, shade)
  row[0] = 0
  return pngOf(width, height, deflateSync(Buffer.concat(Array.from({ length: height }, () => row))))
}

export function pngOf(width: number, height: number, packed: Buffer, colorType = 2): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colorType, 0, 0, 0], 8)
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** Writes files by their paths inside the folder. */
export async function writeTree(folder: string, files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** Class folders `cat` and `dog` with so many images each, every one with a shade of its own. */
export function twoClasses(perClass: number): Record<string, Buffer> {
  const entries = ['cat', 'dog'].flatMap((label, classIndex) =>
    Array.from({ length: perClass }, (_, index) => {
      const name = `${label}/${String(index).padStart(3, '0')}.png`
      return [name, png(6, 5, (classIndex * perClass + index) % 256)] as const
    }),
  )
  return Object.fromEntries(entries)
}

export async function writeZip(path: string, files: Readonly<Record<string, Buffer>>, compress = false): Promise<void> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name, { compress })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

/** Replaces a name inside an archive by another of the same length: the writer itself refuses hostile ones. */
export function renameInZip(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('the names differ in length')
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1')
}
