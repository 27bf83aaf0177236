import { open, type FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import type { Result } from '../../../shared/contract/result.ts'
import { writeAtomic } from '../runs/write-atomic.ts'
import { fileResult } from './file-result.ts'
import { InvalidModel } from './invalid-model.ts'
import { arrayBytes } from './write-parts.ts'

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

/** The reference implementation takes 100 MB; a header of a network with a hundred thousand tensors is a tenth of it. */
const HEADER_LIMIT = 16_000_000
const METADATA = '__metadata__'

/** Bytes of a number of each type. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/^(BOOL|U8|I8|F8_\w+)$/, 1],
  [/^([UI]16|F16|BF16)$/, 2],
  [/^([UIF]32)$/, 4],
  [/^([UIF]64|C64)$/, 8],
]

/** Types that are read, as 32-bit floats. */
const WIDEN: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => Float32Array>> = {
  F32: (bytes) => new Float32Array(bytes.buffer),
  F16: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), widenHalf),
  // The upper half of a 32-bit float.
  BF16: (bytes) => new Float32Array(Uint32Array.from(new Uint16Array(bytes.buffer), (half) => half << 16).buffer),
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const metadataSchema = z.record(z.string(), z.string())

/** Writes a file whole or not at all. */
export function writeSafetensors(path: string, content: SafeTensorFile): Promise<Result<void>> {
  return writeAtomic(path, async (file) => {
    for (const part of safetensorsParts(content)) await file.appendFile(part)
  })
}

/** The format (https://huggingface.co/docs/safetensors): header length as 64 bits, a JSON header, then the bytes. */
export function safetensorsParts(content: SafeTensorFile): readonly Uint8Array[] {
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
  return [encodeHeader(header), ...content.tensors.map(({ values }) => arrayBytes(values))]
}

/** A tensor of an open file. */
export interface OpenTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  /** Its values; 16-bit ones are widened, exactly. Throws `InvalidModel` for numbers that are not floats. */
  read(): Promise<Float32Array>
}

export interface OpenSafetensors {
  /** In the order of their bytes. */
  readonly tensors: readonly OpenTensor[]
  readonly metadata: Readonly<Record<string, string>>
  /** Of the file, in bytes. */
  readonly size: number
}

/** Opens a file for as long as `use` runs and reads only the tensors that it asks for. Throws `InvalidModel`. */
export async function openSafetensors<T>(path: string, use: (file: OpenSafetensors) => Promise<T>): Promise<T> {
  const file = await open(path, 'r')
  try {
    const { entries, metadata, dataStart, size } = await readHeader(file)
    const tensors = entries.map(({ name, shape, dtype, start, end }): OpenTensor => {
      const read = async () => {
        const widen = WIDEN[dtype]
        if (!widen) throw new InvalidModel(`the tensor ${name} holds ${dtype} numbers; F32, F16 and BF16 are read`)
        return widen(await readExactly(file, new Uint8Array(end - start), dataStart + start))
      }
      return { name, shape, dtype, read }
    })
    return await use({ tensors, metadata, size })
  } finally {
    await file.close()
  }
}

/** Fails with `not-found` or `permission-denied`, or `model-invalid` naming what is wrong inside. */
export async function readSafetensors(path: string): Promise<Result<SafeTensorFile>> {
  return fileResult(path, () =>
    openSafetensors(path, async ({ tensors, metadata }) => {
      const read: SafeTensor[] = []
      for (const { name, shape, dtype, read: values } of tensors) {
        if (dtype !== 'F32') throw new InvalidModel(`the tensor ${name} holds ${dtype} numbers, not F32`)
        read.push({ name, shape, values: await values() })
      }
      return { tensors: read, metadata }
    }),
  )
}

/** The metadata alone; the header is checked all the same. Fails as `readSafetensors`. */
export async function readSafetensorsMetadata(path: string): Promise<Result<Readonly<Record<string, string>>>> {
  return fileResult(path, () => openSafetensors(path, ({ metadata }) => Promise.resolve(metadata)))
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
  if (size < 8) throw new InvalidModel('it ends before its header')
  const length = Number((await readExactly(file, Buffer.alloc(8), 0)).readBigUInt64LE())
  if (8 + length > size) throw new InvalidModel('its header is longer than the file')
  if (length > HEADER_LIMIT) throw new InvalidModel(`its header has ${length} bytes; at most ${HEADER_LIMIT} are read`)
  const header = parseHeader((await readExactly(file, Buffer.alloc(length), 8)).toString('utf8'))
  const metadata = metadataSchema.safeParse(header[METADATA] ?? {})
  if (!metadata.success) throw new InvalidModel('its metadata is not text')
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => checkEntry(name, entry))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  const dataStart = 8 + length
  const end = entries.reduce((expected, entry) => {
    if (entry.start !== expected) throw new InvalidModel(`the tensor ${entry.name} does not follow the one before it`)
    return entry.end
  }, 0)
  if (dataStart + end !== size) throw new InvalidModel(`it has ${size} bytes instead of ${dataStart + end}`)
  return { entries, metadata: metadata.data, dataStart, size }
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new InvalidModel('its header is not JSON')
  }
}

function checkEntry(name: string, entry: unknown) {
  const parsed = entrySchema.safeParse(entry)
  if (!parsed.success) throw new InvalidModel(`the entry of the tensor ${name} is malformed`)
  const { dtype, shape, data_offsets: offsets } = parsed.data
  const [start, end] = offsets
  const width = WIDTHS.find(([types]) => types.test(dtype))?.[1]
  if (width === undefined) throw new InvalidModel(`the tensor ${name} holds ${dtype} numbers, which are unknown`)
  if (shape.reduce((product, size) => product * size, width) !== end - start) {
    throw new InvalidModel(`the tensor ${name} does not fill its place`)
  }
  return { name, shape, dtype, start, end }
}

async function readExactly<T extends Uint8Array>(file: FileHandle, target: T, position: number): Promise<T> {
  let done = 0
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done)
    if (bytesRead === 0) throw new InvalidModel('it ends too early')
    done += bytesRead
  }
  return target
}

/** IEEE 754's binary16: a sign, five bits of exponent, ten of fraction. Every value has a 32-bit one. */
function widenHalf(half: number): number {
  const sign = half >> 15 === 0 ? 1 : -1
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}
