import type { Certificate, ExportFormat } from '../../../../shared/contract/export.ts'
import { BROWSER_EXAMPLE } from './browser-example.ts'
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
    'example.html': format === 'tfjs' ? BROWSER_EXAMPLE : null,
  }
  return Object.fromEntries(Object.entries(programs).flatMap(([name, text]) => (text === null ? [] : [[name, text]])))
}
