import type { Certificate, ExportFormat } from '../../../shared/contract/export.ts'
import type { WriteOptions } from './formats.ts'

const SCALED = { dtype: 'float32', layout: 'nhwc', values: 'scaled' } as const
const PIXELS = { dtype: 'uint8', layout: 'nhwc', values: 'pixels' } as const

/** What an exported file takes as its input. */
export function exportInput(
  format: ExportFormat,
  { onnxInput = 'uint8-nhwc' }: WriteOptions = {},
): NonNullable<Certificate['input']> {
  if (format === 'saved-model') return PIXELS
  if (format !== 'onnx') return SCALED
  if (onnxInput === 'uint8-nhwc') return PIXELS
  return onnxInput === 'float-nchw' ? { ...SCALED, layout: 'nchw' } : SCALED
}
