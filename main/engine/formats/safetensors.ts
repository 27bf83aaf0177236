import { open, type FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode, fileFailure } from '../runs/file-failure.ts'
import { writeAtomic } from '../runs/write-atomic.ts'

/** One named tensor of 32-bit floats, row-major. */
export interface SafeTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export interface SafeTensorFile {
  /** In the order of their bytes. */
  readonly tensors: readonly SafeTensor[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Largest header that the format's reference implementation accepts. */
const HEADER_LIMIT = 100_000_000
const METADATA = '__metadata__'

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const metadataSchema = z.record(z.string(), z.string())

/** The format (https://huggingface.co/docs/safetensors): header length as 64 bits, a JSON header, then the bytes. */
export async function writeSafetensors(path: string, content: SafeTensorFile): Promise<Result<void>> {
  let offset = 0
  const header: Record<string, unknown> = { [METADATA]: content.metadata }
  for (const { name, shape, values } of content.tensors) {
    if (shape.reduce((product, size) => product * size, 1) !== values.length || name in header) {
      throw new Error(`tensor ${name} of shape [${shape.join(', ')}] has ${values.length} values, or comes twice`)
    }
    const end = offset + values.byteLength
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] }
    offset = end
  }
  return writeAtomic(path, async (file) => {
    await file.appendFile(encodeHeader(header))
    for (const { values } of content.tensors) {
      await file.appendFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    }
  })
}

/** Fails with `not-found` or `permission-denied`, or `model-invalid` naming what is wrong inside. */
export async function readSafetensors(path: string): Promise<Result<SafeTensorFile>> {
  return withFile(path, async (file) => {
    const { entries, metadata, dataStart } = await readHeader(file)
    const tensors: SafeTensor[] = []
    for (const { name, shape, start, end } of entries) {
      const values = new Float32Array((end - start) / 4)
      await readExactly(file, new Uint8Array(values.buffer), dataStart + start)
      tensors.push({ name, shape, values })
    }
    return { tensors, metadata }
  })
}

/** The metadata alone; the header is checked all the same. Fails as `readSafetensors`. */
export async function readSafetensorsMetadata(path: string): Promise<Result<Readonly<Record<string, string>>>> {
  return withFile(path, async (file) => (await readHeader(file)).metadata)
}

/** Thrown inside this file for a fault of the contents. */
class Damage extends Error {}

async function withFile<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<Result<T>> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    return succeed(await read(file))
  } catch (error) {
    if (error instanceof Damage) return fail('model-invalid', { path, detail: error.message })
    if (errorCode(error) === 'EISDIR') return fail('model-invalid', { path, detail: 'it is a folder' })
    return fileFailure(error, path)
  } finally {
    await file?.close()
  }
}

function encodeHeader(header: object): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  // Spaces at the end are part of the format: they let the data start at a multiple of 8.
  const padded = Math.ceil(json.length / 8) * 8
  const bytes = Buffer.alloc(8 + padded, ' ')
  bytes.writeBigUInt64LE(BigInt(padded))
  json.copy(bytes, 8)
  return bytes
}

async function readHeader(file: FileHandle) {
  const { size } = await file.stat()
  if (size < 8) throw new Damage('it ends before its header')
  const length = Number((await readExactly(file, Buffer.alloc(8), 0)).readBigUInt64LE())
  if (length > HEADER_LIMIT || 8 + length > size) throw new Damage('its header is longer than the file')
  const header = parseHeader((await readExactly(file, Buffer.alloc(length), 8)).toString('utf8'))
  const metadata = metadataSchema.safeParse(header[METADATA] ?? {})
  if (!metadata.success) throw new Damage('its metadata is not text')
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => checkEntry(name, entry))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  const dataStart = 8 + length
  const end = entries.reduce((expected, entry) => {
    if (entry.start !== expected) throw new Damage(`the tensor ${entry.name} does not follow the one before it`)
    return entry.end
  }, 0)
  if (dataStart + end !== size) throw new Damage(`it has ${size} bytes instead of ${dataStart + end}`)
  return { entries, metadata: metadata.data, dataStart }
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new Damage('its header is not JSON')
  }
}

function checkEntry(name: string, entry: unknown) {
  const parsed = entrySchema.safeParse(entry)
  if (!parsed.success) throw new Damage(`the entry of the tensor ${name} is malformed`)
  const { dtype, shape, data_offsets: offsets } = parsed.data
  const [start, end] = offsets
  if (dtype !== 'F32') throw new Damage(`the tensor ${name} holds ${dtype} numbers, not F32`)
  if (shape.reduce((product, size) => product * size, 4) !== end - start) {
    throw new Damage(`the tensor ${name} does not fill its place`)
  }
  return { name, shape, start, end }
}

async function readExactly<T extends Uint8Array>(file: FileHandle, target: T, position: number): Promise<T> {
  let done = 0
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done)
    if (bytesRead === 0) throw new Damage('it ends too early')
    done += bytesRead
  }
  return target
}
