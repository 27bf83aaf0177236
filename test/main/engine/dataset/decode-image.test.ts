import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../../main/engine/dataset/dataset.ts'
import { createRandom } from '../../../../shared/training/random.ts'
import golden from '../../../fixtures/images/golden.json' with { type: 'json' }
import { png, pngOf } from './image-files.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/images')
const fixture = (name: string) => readFile(join(fixtures, name))

describe('decodeImage', () => {
  // JPEG decoders round differently (2 levels); two filters of the same kind may differ by 1 in a rounding.
  it.each(Object.entries(golden.images))('decodes and resizes %s as Pillow does', async (name, expected) => {
    const decoded = await decodeImage(await fixture(name), golden.size, name)
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error))
    const reference = Buffer.from(expected, 'base64')
    expect(decoded.value.length).toBe(reference.length)
    const differences = decoded.value.map((value, at) => Math.abs(value - (reference[at] ?? 0)))
    expect(Math.max(...differences)).toBeLessThanOrEqual(name.endsWith('.jpg') ? 4 : 2)
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(0.8)
  })

  it.each(['nearest', 'bilinear'] as const)('resizes by %s what lies on its side upright', async (way) => {
    for (const name of ['orientation-1.jpg', 'orientation-6.jpg', 'orientation-8.jpg']) {
      const decoded = await Promise.all(
        [way, 'bilinear-antialias' as const].map(async (each) => decodeImage(await fixture(name), 20, name, each)),
      )
      const [ours, smooth] = decoded.map((each) => (each.ok ? each.value : new Uint8Array()))
      expect(ours?.length).toBe(20 * 20 * 3)
      const apart = [...(ours ?? [])].map((value, at) => Math.abs(value - (smooth?.[at] ?? 0)))
      expect(apart.reduce((sum, value) => sum + value, 0) / apart.length, name).toBeLessThan(8)
      expect(ours, name).not.toEqual(smooth)
    }
  })

  it('makes an image larger too', async () => {
    const decoded = await decodeImage(png(6, 5, 77), 299)
    expect(decoded.ok && decoded.value.length).toBe(299 * 299 * 3)
    expect(decoded.ok && decoded.value.every((value) => value === 77)).toBe(true)
  })

  it.each([
    ['text', async () => Buffer.from('not a picture at all'), 'not-an-image'],
    ['an empty file', async () => Buffer.alloc(0), 'truncated'],
    ['a TIFF', () => fixture('not-ours.tiff'), 'unsupported-format: TIFF'],
    ['half a JPEG', async () => half(await fixture('orientation-1.jpg')), 'truncated'],
    ['half a PNG', async () => half(await fixture('alpha.png')), 'truncated'],
    ['half a WebP', async () => half(await fixture('lossy.webp')), 'truncated'],
    ['half a bitmap', async () => half(await fixture('color.bmp')), 'truncated'],
    ['half a GIF', async () => half(await fixture('animated.gif')), 'truncated'],
    ['a PNG bomb', async () => pngOf(16_000, 16_000, deflateSync(Buffer.alloc(1000))), 'too-large'],
  ])('refuses %s', async (_, make, reason) => {
    const decoded = await decodeImage(await make(), 32, 'picture')
    expect(decoded).toMatchObject({ ok: false, error: { code: 'image-unreadable', data: { path: 'picture' } } })
    expect(decoded.ok ? '' : decoded.error.cause).toContain(reason)
  })

  it('refuses a PNG whose pixels are damaged inside', async () => {
    const bytes = await fixture('alpha.png')
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff
    expect(await decodeImage(bytes, 32)).toMatchObject({ ok: false, error: { code: 'image-unreadable' } })
  })

  it('refuses a GIF whose frame claims more than its canvas', async () => {
    const bytes = await fixture('animated.gif')
    const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]))
    expect(frame).toBeGreaterThan(0)
    bytes.writeUInt16LE(65_535, frame + 5)
    bytes.writeUInt16LE(65_535, frame + 7)
    expect(await decodeImage(bytes, 32)).toMatchObject({ ok: false, error: { code: 'image-unreadable' } })
  })

  it('refuses a GIF whose pixels end early', async () => {
    const whole = await fixture('interlaced.gif')
    // 13 bytes of header, 256 colours, 10 of frame, the code size; then the blocks, of which only the first stays.
    const blocks = whole.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 11
    const cut = Buffer.concat([whole.subarray(0, blocks + 1 + (whole[blocks] ?? 0)), Buffer.from([0, 0x3b])])
    const decoded = await decodeImage(cut, 32)
    expect(decoded.ok ? '' : decoded.error.cause).toBe('the pixels of the GIF end early')
  })

  it('ends on damaged files of every kind, with an answer and without a crash', async () => {
    const random = createRandom(1)
    const names = ['interlaced.gif', 'clear.gif', ...Object.keys(golden.images)]
    const outcomes = { true: 0, false: 0 }
    for (let round = 0; round < 600; round++) {
      const bytes = await fixture(names[round % names.length] ?? '')
      for (let change = random.below(6); change >= 0; change--)
        bytes[random.below(random.below(2) ? 64 : bytes.length)] = random.below(256)
      const decoded = await decodeImage(bytes, 32)
      outcomes[`${decoded.ok}`]++
      if (decoded.ok) expect(decoded.value.length).toBe(32 * 32 * 3)
    }
    expect(outcomes.false).toBeGreaterThan(100)
    expect(outcomes.true).toBeGreaterThan(20)
  })
})

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length >> 1)
}
