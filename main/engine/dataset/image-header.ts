import type { ProblemCode } from '../../../shared/contract/dataset.ts'
import type { Orientation } from './exif-orientation.ts'
import type { ImageFormat } from './sniff-format.ts'

/** What a file's header says, before EXIF turns the picture. */
export interface ImageHeader {
  readonly format: ImageFormat
  readonly width: number
  readonly height: number
  readonly orientation: Orientation
}

export interface ImageProblem {
  readonly code: ProblemCode
  readonly detail?: string
}

export type ImageCheck =
  { readonly ok: true; readonly header: ImageHeader } | { readonly ok: false; readonly problem: ImageProblem }

export function sound(format: ImageFormat, width: number, height: number, orientation: Orientation = 1): ImageCheck {
  return { ok: true, header: { format, width, height, orientation } }
}

export function unsound(code: ProblemCode, detail?: string): ImageCheck {
  return { ok: false, problem: { code, detail } }
}
