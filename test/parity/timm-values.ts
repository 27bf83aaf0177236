import { crc32 } from 'node:zlib'
import { shapeSize } from '../../shared/graph/weight-specs.ts'

/** Numbers in 0..1, the same on every machine and in `python/golden_timm.py`: 32-bit integers that are mixed. */
function* uniform(name: string): Generator<number> {
  const seed = crc32(name)
  for (let number = 1; ; number++) {
    let mixed = Math.imul(number, 0x9e3779b1) ^ seed
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x85ebca77)
    mixed ^= mixed >>> 13
    yield (mixed >>> 0) / 2 ** 32
  }
}

/** A weight of the golden network, by its name in timm. */
export function timmValues(name: string, shape: readonly number[]): Float32Array {
  const drawn = uniform(name)
  const next = () => drawn.next().value as number
  return Float32Array.from({ length: shapeSize(shape) }, valueOf(name, shape, next))
}

function valueOf(name: string, shape: readonly number[], next: () => number): () => number {
  if (name.endsWith('running_var')) return () => 0.5 + next()
  if (shape.length === 1) return () => (name.endsWith('weight') ? 1 : 0) + 0.2 * (next() - 0.5)
  const fanIn = shapeSize(shape.slice(1))
  const scale = ((fanIn === 9 ? 1.5 : 2) / Math.sqrt(fanIn)) * 2
  return () => scale * (next() - 0.5)
}

/** The two images of the golden logits: noise, and waves. */
export function timmPixels(size: number): Uint8Array {
  const drawn = uniform('pixels')
  const noise = Uint8Array.from({ length: size * size * 3 }, () => Math.floor(256 * (drawn.next().value as number)))
  const waves = noise.map((_, index) => {
    const [row, column, channel] = [Math.floor(index / 3 / size), Math.floor(index / 3) % size, index % 3]
    return (row * (channel + 1) + 2 * column) % 256
  })
  return Uint8Array.from([...noise, ...waves])
}
