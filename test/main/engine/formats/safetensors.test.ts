import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  openSafetensors,
  readSafetensors,
  readSafetensorsMetadata,
  writeSafetensors,
} from '../../../../main/engine/formats/safetensors.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'

const content = {
  tensors: [
    { name: 'b/kernel', shape: [2, 3], values: Float32Array.of(1, -0, 1e-45, Number.MAX_VALUE, NaN, 0.1) },
    { name: 'a', shape: [], values: Float32Array.of(7) },
    { name: 'empty', shape: [0, 4], values: new Float32Array() },
  ],
  metadata: { cursor: '{"epoch":1}', name: 'Größe' },
}

test('reads back bit for bit what was written', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  expect(await writeSafetensors(path, content)).toMatchObject({ ok: true })
  const read = await readSafetensors(path)
  if (!read.ok) throw new Error(read.error.code)
  expect(read.value.metadata).toEqual(content.metadata)
  expect(read.value.tensors.map(({ name, shape }) => ({ name, shape }))).toEqual(
    content.tensors.map(({ name, shape }) => ({ name, shape })),
  )
  for (const [index, { values }] of content.tensors.entries()) {
    const bytes = read.value.tensors[index]?.values.buffer
    expect(bytes && Buffer.from(bytes)).toEqual(Buffer.from(values.buffer))
  }
  expect(await readSafetensorsMetadata(path)).toEqual({ ok: true, value: content.metadata })
})

test('a part of a larger buffer is written alone', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  const values = Float32Array.of(9, 1, 2, 9).subarray(1, 3)
  await writeSafetensors(path, { tensors: [{ name: 'a', shape: [2], values }], metadata: {} })
  const read = await readSafetensors(path)
  expect(read.ok && [...(read.value.tensors[0]?.values ?? [])]).toEqual([1, 2])
})

test('the bytes are those of the format', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  await writeSafetensors(path, { tensors: [{ name: 'w', shape: [1], values: Float32Array.of(1) }], metadata: {} })
  const bytes = readFileSync(path)
  const length = Number(bytes.readBigUInt64LE(0))
  expect(length % 8).toBe(0)
  expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
    __metadata__: {},
    w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
  })
  expect(bytes.subarray(8 + length)).toEqual(Buffer.from([0, 0, 0x80, 0x3f]))
})

test('a tensor whose shape does not fit is a bug', async () => {
  const tensors = [{ name: 'w', shape: [2], values: new Float32Array(3) }]
  await expect(writeSafetensors(join(temporaryFolder(), 'a'), { tensors, metadata: {} })).rejects.toThrow('w')
})

test('a file cut short anywhere is damaged, never half read', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  await writeSafetensors(path, content)
  const whole = readFileSync(path)
  for (let size = whole.length - 1; size >= 0; size -= size > 300 ? 1 : 13) {
    truncateSync(path, size)
    expect(await readSafetensors(path)).toMatchObject({ ok: false, error: { code: 'model-invalid', data: { path } } })
  }
})

function file(header: unknown, data = Buffer.alloc(0)): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, data])
}
const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] }

test.each([
  ['not JSON', file('{nonsense'), /JSON/],
  ['a list', file([]), /JSON/],
  ['half precision', file({ w: { ...entry, dtype: 'F16', shape: [2] } }, Buffer.alloc(4)), /w holds F16/],
  ['half precision that lies', file({ w: { ...entry, dtype: 'F16' } }, Buffer.alloc(4)), /w does not fill/],
  ['numbers of an unknown type', file({ w: { ...entry, dtype: 'Q4' } }, Buffer.alloc(4)), /w holds Q4/],
  ['a malformed entry', file({ w: { dtype: 'F32' } }), /entry of the tensor w/],
  ['a negative offset', file({ w: { ...entry, data_offsets: [-4, 0] } }), /entry of the tensor w/],
  ['a shape that does not fit', file({ w: { ...entry, shape: [2] } }, Buffer.alloc(4)), /w does not fill/],
  ['overlapping tensors', file({ v: entry, w: entry }, Buffer.alloc(4)), /w does not follow/],
  ['a gap', file({ w: { ...entry, data_offsets: [4, 8] } }, Buffer.alloc(8)), /w does not follow/],
  ['bytes too many', file({ w: entry }, Buffer.alloc(5)), /bytes instead of/],
  ['metadata that is no text', file({ __metadata__: { a: 1 } }), /metadata/],
  ['a huge header length', Buffer.alloc(16, 0xff), /header is longer/],
])('refuses %s', async (_, bytes, detail) => {
  const path = join(temporaryFolder(), 'a.safetensors')
  writeFileSync(path, bytes)
  expect(await readSafetensors(path)).toMatchObject({
    error: { code: 'model-invalid', data: { path, detail: expect.stringMatching(detail) as string } },
  })
})

test('a header of a hundred megabytes is refused before it is read', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(100_000_000n)
  writeFileSync(path, length)
  truncateSync(path, 100_000_100)
  const detail = 'its header has 100000000 bytes; at most 16000000 are read'
  expect(await readSafetensors(path)).toMatchObject({ error: { code: 'model-invalid', data: { detail } } })
})

test('16-bit floats are widened exactly', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  const halves = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7c00, 0xfc00, 0x7e00]
  const data = Buffer.from(Uint16Array.from([...halves, 0x3f80, 0xc2f7, 0x0001]).buffer)
  const header = {
    half: { dtype: 'F16', shape: [11], data_offsets: [0, 22] },
    brain: { dtype: 'BF16', shape: [3], data_offsets: [22, 28] },
  }
  writeFileSync(path, file(header, data))
  const read = await openSafetensors(path, ({ tensors }) => Promise.all(tensors.map((tensor) => tensor.read())))
  const half = [0, -0, 1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, Infinity, -Infinity, NaN]
  expect([...(read[0] ?? [])]).toEqual(half)
  expect([...(read[1] ?? [])]).toEqual([1, -123.5, Math.fround(2 ** -133)])
})

test('a missing file, and a folder', async () => {
  const folder = temporaryFolder()
  expect(await readSafetensors(join(folder, 'missing'))).toMatchObject({ error: { code: 'not-found' } })
  expect(await readSafetensors(folder)).toMatchObject({ error: { code: 'model-invalid' } })
})
