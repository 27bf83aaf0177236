import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Writes a zip of stored files, one after the other, without holding more of them in memory than one block. */
export interface StoredZip {
  /** Throws when there are more files or bytes than the plain format can count: 65,534 and 4 GiB. */
  add(name: string, content: Buffer): Promise<void>
  /** Writes the directory and closes the file. */
  finish(): Promise<void>
  /** Closes the file as it is. */
  abandon(): Promise<void>
}

const MOST_FILES = 0xfffe
const MOST_BYTES = 0xffff_fffe
const BLOCK_BYTES = 4 * 1024 * 1024
const VERSION = 20
/** Names are UTF-8. */
const FLAGS = 0x0800
/** An ordinary file that all may read, as Unix writes it. */
const ATTRIBUTES = 0o100644 * 0x10000
const MADE_BY_UNIX = 0x0300 | VERSION

/** A fixed date, so that the same files give the same bytes. Throws the file system's error, also when there is a file. */
export async function createStoredZip(
  path: string,
  date: { year: number; month: number; day: number },
): Promise<StoredZip> {
  const file = await open(path, 'wx')
  const day = ((date.year - 1980) << 9) | (date.month << 5) | date.day
  const block = createBlock(file)
  const directory: Buffer[] = []

  return {
    add: async (name, content) => {
      const header = block.written
      if (directory.length >= MOST_FILES || header + content.length > MOST_BYTES)
        throw new RangeError('the archive is too large')
      const nameBytes = Buffer.from(name)
      // What the two headers of a file have in common.
      const common = Buffer.alloc(26)
      common.writeUInt16LE(VERSION, 0)
      common.writeUInt16LE(FLAGS, 2)
      common.writeUInt16LE(day, 8)
      common.writeUInt32LE(crc32(content), 10)
      common.writeUInt32LE(content.length, 14)
      common.writeUInt32LE(content.length, 18)
      common.writeUInt16LE(nameBytes.length, 22)
      const rest = Buffer.alloc(14)
      rest.writeUInt32LE(ATTRIBUTES, 6)
      rest.writeUInt32LE(header, 10)
      directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), word(MADE_BY_UNIX), common, rest, nameBytes]))
      await block.write(Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, content]))
    },
    finish: async () => {
      const end = Buffer.alloc(22)
      end.write('PK\x05\x06', 'latin1')
      end.writeUInt16LE(directory.length, 8)
      end.writeUInt16LE(directory.length, 10)
      end.writeUInt32LE(
        directory.reduce((sum, entry) => sum + entry.length, 0),
        12,
      )
      end.writeUInt32LE(block.written, 16)
      for (const entry of directory) await block.write(entry)
      await block.write(end)
      await block.flush()
      await file.sync()
      await file.close()
    },
    abandon: () => file.close(),
  }
}

/** Gathers small writes. */
function createBlock(file: FileHandle) {
  let parts: Buffer[] = []
  let held = 0
  const block = {
    written: 0,
    write: async (bytes: Buffer) => {
      parts.push(bytes)
      held += bytes.length
      block.written += bytes.length
      if (held >= BLOCK_BYTES) await block.flush()
    },
    flush: async () => {
      const gathered = Buffer.concat(parts)
      parts = []
      held = 0
      await file.writeFile(gathered)
    },
  }
  return block
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
