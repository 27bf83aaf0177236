import type { Box, Halves } from './diagram-layout.ts'
import { HALF_HEIGHT, ROW_HEIGHT } from './place-rows.ts'

export interface Cell extends Box {
  /** Of its ink, in 0..1. */
  readonly strength: number
}

/** One half of an open separable convolution as it is drawn: its cells, and where its words stand. */
export interface HalfPicture {
  readonly hue: 'depthwise' | 'pointwise'
  readonly cells: readonly Cell[]
  readonly label: string
  readonly x: number
  readonly y: number
}

const CELL = 5
const SHOWN_KERNELS = 4
const MATRIX = { columns: 8, rows: 6 } as const

/**
 * What the two halves do, as pictures: one small kernel for each channel, each its own; then a matrix that mixes all
 * channels into each output. Their cells are a pattern, not weights.
 */
export function halfPictures(row: Box, { kernel, channels, filters }: Halves): readonly HalfPicture[] {
  const left = row.x + 10
  const top = row.y + ROW_HEIGHT
  const [height, width] = kernel
  const kernels = Array.from({ length: Math.min(SHOWN_KERNELS, channels) }, (_, index) =>
    grid(
      { x: left + index * (Math.min(width, 5) * CELL + 4), y: top + 6 },
      Math.min(height, 5),
      Math.min(width, 5),
      index + 1,
    ),
  )
  const matrix = grid({ x: left, y: top + HALF_HEIGHT + 4 }, MATRIX.rows, MATRIX.columns, 9)
  return [
    {
      hue: 'depthwise',
      cells: kernels.flat(),
      label: `${channels} kernels of ${height}×${width}, one per channel`,
      x: left,
      y: top + 38,
    },
    {
      hue: 'pointwise',
      cells: matrix,
      label: `${channels}×${filters} mixing matrix`,
      x: left + MATRIX.columns * CELL + 10,
      y: top + HALF_HEIGHT + 24,
    },
  ]
}

/** Cells of different strengths, always the same ones for the same seed. */
function grid(corner: { x: number; y: number }, rows: number, columns: number, seed: number): Cell[] {
  return Array.from({ length: rows * columns }, (_, index) => ({
    x: corner.x + (index % columns) * CELL,
    y: corner.y + Math.floor(index / columns) * CELL,
    width: CELL - 1,
    height: CELL - 1,
    strength: (((index * 7 + seed * 13) * 37) % 10) / 12 + 0.2,
  }))
}
