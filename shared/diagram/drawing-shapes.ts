import { escapeXml, svgNumber as number } from '../pictures/svg-text.ts'
import type { Box } from './diagram-layout.ts'

/** The colours of a drawing that stands alone: those of the window's tokens. */
export interface DrawingColours {
  readonly ground: string
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly faint: string
  readonly depthwise: string
  readonly pointwise: string
  readonly convolution: string
  readonly pooling: string
  readonly dense: string
}

export const LIGHT: DrawingColours = {
  ...{ ground: '#ffffff', surface: '#f6f7f9', text: '#1b1f26', muted: '#596270', line: '#8a919c', faint: '#c9ced6' },
  ...{ depthwise: '#0b7a75', pointwise: '#b4540a', convolution: '#46609b', pooling: '#7a4fa3', dense: '#6b7280' },
}

/** A rectangle with round corners. */
export function rect(box: Box, radius: number, paint: string): string {
  const { x, y, width, height } = box
  return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${radius}" ${paint}/>`
}

/** A line of words; escaped here. */
export function text(x: number, y: number, content: string, paint: string): string {
  return `<text x="${number(x)}" y="${number(y)}" ${paint}>${escapeXml(content)}</text>`
}
