import type { Certificate, ExportFormat } from '../../../../shared/contract/export.ts'
import { browserExample } from './browser-example.ts'
import { nodeExample } from './node-example.ts'
import { pythonExample } from './python-example.ts'

/** The programs that stand in an export, by their file names: each loads the model and classifies an image. */
export function exportExamples(
  format: ExportFormat,
  input: NonNullable<Certificate['input']>,
): Readonly<Record<string, string>> {
  const programs = {
    'example.py': pythonExample(format, input),
    'example.mjs': nodeExample(format, input),
    'example.html': browserExample(format, input),
  }
  return Object.fromEntries(Object.entries(programs).flatMap(([name, text]) => (text === null ? [] : [[name, text]])))
}
