import type { Certificate, ExportFormat } from '../../../../shared/contract/export.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'
import { browserExample } from './browser-example.ts'
import { nodeExample } from './node-example.ts'
import { pythonExample } from './python-example.ts'

/**
 * The programs that stand in an export, by their file names: each loads the model and classifies an image, which it
 * brings to size as the model wants it.
 */
export function exportExamples(
  format: ExportFormat,
  input: NonNullable<Certificate['input']>,
  resize: Resize,
): Readonly<Record<string, string>> {
  const programs = {
    'example.py': pythonExample(format, input, resize),
    'example.mjs': nodeExample(format, input, resize),
    'example.html': browserExample(format, input, resize),
  }
  return Object.fromEntries(Object.entries(programs).flatMap(([name, text]) => (text === null ? [] : [[name, text]])))
}
