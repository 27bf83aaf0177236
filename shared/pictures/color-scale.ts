/**
 * `viridis` for amounts; `diverging` where the sign matters: its middle is zero. On a dark ground a light zero would outshine
 * what is there, so that `diverging-dark` has a dark middle and gets lighter to both sides, in the same hues.
 */
export type ScaleName = 'viridis' | 'diverging' | 'diverging-dark'

/** 256 colours as RGBA, four bytes each, from the lowest value to the highest. */
export type ColorTable = Uint8ClampedArray

const SIZE = 256
/** ColorBrewer's RdBu with blue below (Harrower and Brewer 2003). */
const RED_BLUE = [
  0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b, 0x67001f,
]
const RED_BLUE_DARK = [
  0xb4dcff, 0x7cbaf5, 0x4a92d6, 0x34699f, 0x2c4866, 0x282d36, 0x673b38, 0x9f4c44, 0xd66355, 0xf59078, 0xffc9b4,
]
const table: Record<ScaleName, ColorTable> = {
  viridis: tabulate(viridis),
  diverging: tabulate(between(RED_BLUE)),
  'diverging-dark': tabulate(between(RED_BLUE_DARK)),
}

/** The scale's 256 colours. */
export function colorTable(scale: ScaleName): ColorTable {
  return table[scale]
}

/** The colour at `share` (0 to 1) of the scale, for style sheets and SVG. */
export function colorAt(scale: ScaleName, share: number): string {
  const at = 4 * Math.round(Math.min(1, Math.max(0, share)) * (SIZE - 1))
  const colors = table[scale]
  return `rgb(${colors[at]} ${colors[at + 1]} ${colors[at + 2]})`
}

/** RGBA of each byte of a map, for `putImageData`. */
export function colorize(values: Uint8Array, scale: ScaleName): Uint8ClampedArray<ArrayBuffer> {
  const colors = new Uint32Array(table[scale].buffer)
  const pixels = new Uint32Array(values.length)
  for (let index = 0; index < values.length; index++) pixels[index] = colors[values[index] ?? 0] ?? 0
  return new Uint8ClampedArray(pixels.buffer)
}

function tabulate(color: (share: number) => readonly [number, number, number]): ColorTable {
  const colors = new Uint8ClampedArray(SIZE * 4)
  for (let index = 0; index < SIZE; index++) {
    colors.set([...color(index / (SIZE - 1)).map((value) => Math.round(255 * value)), 255], 4 * index)
  }
  return colors
}

/** matplotlib's viridis (Smith and van der Walt 2015) by the sixth-degree fit that Matt Zucker published, CC0. */
function viridis(share: number): [number, number, number] {
  const terms = [
    [0.2777273272234177, 0.005407344544966578, 0.3340998053353061],
    [0.1050930431085774, 1.404613529898575, 1.384590162594685],
    [-0.3308618287255563, 0.214847559468213, 0.09509516302823659],
    [-4.634230498983486, -5.799100973351585, -19.33244095627987],
    [6.228269936347081, 14.17993336680509, 56.69055260068105],
    [4.776384997670288, -13.74514537774601, -65.35303263337234],
    [-5.435455855934631, 4.645852612178535, 26.3124352495832],
  ] as const
  const channel = (index: 0 | 1 | 2) => terms.reduceRight((sum, term) => sum * share + term[index], 0)
  return [channel(0), channel(1), channel(2)]
}

/** Linear between some colours. */
function between(stops: readonly number[]) {
  return (share: number): readonly [number, number, number] => {
    const place = share * (stops.length - 1)
    const [from, to] = [stops[Math.floor(place)] ?? 0, stops[Math.ceil(place)] ?? 0]
    const channel = (shift: number) => {
      const [low, high] = [(from >> shift) & 255, (to >> shift) & 255]
      return (low + (high - low) * (place - Math.floor(place))) / 255
    }
    return [channel(16), channel(8), channel(0)]
  }
}
