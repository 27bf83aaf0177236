import type { ReceptiveField } from '../../shared/contract/inspection/refs.ts'
import type { Cell } from './map-view.ts'

/** A part of an image in percent of its sides, as style sheets take it. */
export type FieldBox = {
  readonly top: string
  readonly left: string
  readonly height: string
  readonly width: string
}

/** The part of an image of `size` pixels that a value depends on, cut at the image's edges. Null where it is the whole image. */
export function fieldBox(field: ReceptiveField, size: number, cell: Cell | null): FieldBox | null {
  if (!field || !cell) return null
  const part = (axis: 0 | 1, place: number) => {
    const start = field.start[axis] + place * field.stride[axis]
    const [from, to] = [Math.max(0, start), Math.min(size, start + field.size[axis])]
    return [`${(100 * from) / size}%`, `${(100 * Math.max(0, to - from)) / size}%`] as const
  }
  const [top, height] = part(0, cell.row)
  const [left, width] = part(1, cell.column)
  return { top, height, left, width }
}
