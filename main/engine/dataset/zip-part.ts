import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import type { ReadAt } from './block-reader.ts'

/** Where a file lies inside of a zip, and how. Plain data: it stands in saved datasets. */
export interface ZipPart {
  /** Of the packed bytes, from the archive's beginning. */
  readonly offset: number
  readonly packedBytes: number
  /** Else stored as it is. */
  readonly deflated: boolean
  /** CRC-32 of the unpacked bytes. */
  readonly crc: number
}

/** What the archive's directory says of a file. */
export interface ZipEntry extends Omit<ZipPart, 'offset'> {
  readonly bytes: number
  /** Of the header that stands before the packed bytes. */
  readonly headerOffset: number
}

const HEADER_MARK = 0x04034b50
const HEADER_BYTES = 30
/** Name and extra fields of nearly every entry. */
const NAME_BYTES = 512

const inflate = promisify(inflateRaw)

/** Where the packed bytes are, and as many of the first `wanted` as came with the header. Throws on a damaged header. */
export async function locateZipPart(
  readAt: ReadAt,
  { headerOffset, packedBytes, deflated, crc }: ZipEntry,
  wanted: number,
): Promise<{ part: ZipPart; head: Buffer }> {
  const header = await readAt(headerOffset, HEADER_BYTES + NAME_BYTES + Math.min(wanted, packedBytes))
  if (header.length < HEADER_BYTES || header.readUInt32LE(0) !== HEADER_MARK)
    throw new Error('the archive has no file where its directory says')
  const start = HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
  const head = header.subarray(start, start + Math.min(wanted, packedBytes))
  return { part: { offset: headerOffset + start, packedBytes, deflated, crc }, head }
}

/** The unpacked file. Throws where archive and directory disagree. */
export async function readZipPart(readAt: ReadAt, part: ZipPart, bytes: number): Promise<Buffer> {
  return unpackZipPart(part, await readAt(part.offset, part.packedBytes), bytes)
}

/** Unpacks to exactly `bytes` bytes, never to more. Throws where the contents are others than the directory says. */
export async function unpackZipPart({ deflated, crc }: ZipPart, packed: Buffer, bytes: number): Promise<Buffer> {
  const content = deflated ? await inflate(packed, { maxOutputLength: Math.max(1, bytes) }) : packed
  if (content.length !== bytes || crc32(content) !== crc) throw new Error('its bytes in the archive are damaged')
  return content
}
