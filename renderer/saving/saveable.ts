import type { CsvCell } from '../../shared/csv.ts'
import type { Picture } from '../../shared/pictures/map-grid.ts'
import type { Drawing } from '../../shared/pictures/svg-text.ts'

/** What a part of the window can be saved as: each form is made when it is asked for. */
export interface Saveable {
  /** Of the file, without its ending. */
  readonly name: string
  /** Pixels, saved as PNG. */
  readonly picture?: () => Picture
  /** Vectors, saved as SVG or, drawn large enough, as PNG. */
  readonly drawing?: () => Drawing
  /** Numbers, the head first, saved as CSV. */
  readonly table?: () => readonly (readonly CsvCell[])[]
}

/** A form of a file: pictures are saved at so many times their size. */
export interface SaveForm {
  readonly format: 'PNG' | 'SVG' | 'CSV'
  readonly factor: number
}

const FACTORS = [1, 2, 4] as const

/** The forms in which something can be saved. */
export function formsOf({ picture, drawing, table }: Saveable): readonly SaveForm[] {
  const png = picture || drawing ? FACTORS.map((factor) => ({ format: 'PNG' as const, factor })) : []
  const one = (format: 'SVG' | 'CSV', there: unknown) => (there ? [{ format, factor: 1 }] : [])
  return [...one('SVG', drawing), ...png, ...one('CSV', table)]
}
