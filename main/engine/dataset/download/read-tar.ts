/** One file of an archive. */
export interface TarFile {
  readonly name: string
  readonly content: Buffer
}

const BLOCK = 512
/** Regular files; all else (links, folders, devices, long names) is passed over. */
const REGULAR = new Set(['0', '\0'])

/**
 * The wanted files of a tar, in its order. Nothing of it touches the disk, and no name but a wanted one counts, so there
 * is nothing to climb out of. Throws on a damaged archive, a wanted file over `maxBytes`, and one that comes twice.
 */
export async function* readTar(
  chunks: AsyncIterable<Buffer>,
  wanted: ReadonlySet<string>,
  maxBytes: number,
): AsyncGenerator<TarFile> {
  const seen = new Set<string>()
  const take = takeFrom(chunks)
  for (;;) {
    const header = await take(BLOCK)
    if (header === null || header.every((byte) => byte === 0)) return
    checkSum(header)
    const size = octal(header, 124, 12)
    const name = text(header, 0, 100)
    const padded = Math.ceil(size / BLOCK) * BLOCK
    if (!wanted.has(name) || !REGULAR.has(header.toString('latin1', 156, 157)) || text(header, 345, 155) !== '') {
      // In pieces: a file that nobody wants may be of any size.
      for (let left = padded; left > 0; left -= BLOCK) await take(Math.min(left, BLOCK))
      continue
    }
    if (size > maxBytes) throw new Error(`${name} has ${size} bytes; at most ${maxBytes} are expected`)
    if (seen.has(name)) throw new Error(`${name} is there twice`)
    seen.add(name)
    const content = await take(padded)
    if (content === null) throw new Error(`${name} ends early`)
    yield { name, content: content.subarray(0, size) }
  }
}

/** Gives the next so many bytes each time, null at the end. */
function takeFrom(chunks: AsyncIterable<Buffer>): (length: number) => Promise<Buffer | null> {
  const iterator = chunks[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  return async (length) => {
    const parts = [held]
    let total = held.length
    while (total < length) {
      const next = await iterator.next()
      if (next.done) return null
      parts.push(next.value)
      total += next.value.length
    }
    const joined = parts.length === 1 ? held : Buffer.concat(parts)
    held = joined.subarray(length)
    return joined.subarray(0, length)
  }
}

function checkSum(header: Buffer): void {
  // The sum's own field counts as spaces.
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (sum !== octal(header, 148, 8)) throw new Error('the archive is damaged')
}

function octal(header: Buffer, offset: number, length: number): number {
  const digits = text(header, offset, length).trim()
  if (!/^[0-7]{1,11}$/.test(digits)) throw new Error('the archive is damaged')
  return Number.parseInt(digits, 8)
}

function text(header: Buffer, offset: number, length: number): string {
  return header.toString('latin1', offset, offset + length).replace(/\0.*$/s, '')
}
