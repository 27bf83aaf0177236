import type { Verification } from '../../shared/contract/verification.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { DONE, FAILED, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { count, difference, print, printJson } from './output.ts'

/** Checks an export's certificate again, wherever the folder lies. */
export const verify = defineCommand({
  name: 'verify',
  summary: 'Check an exported folder: are its files whole, and are its answers those of its certificate',
  positionals: [{ name: 'DIR', about: 'a folder with certificate.json' }],
  options: {
    python: { kind: 'text', hint: 'program', about: 'a Python that has onnxruntime, for ONNX; python3 when not given' },
    json: JSON_OPTION,
  },
  notes: [
    'ONNX is checked by ONNX Runtime: pip install onnxruntime numpy, in any Python, and name it with --python.',
    'The exit code is 1 when a file is missing or changed, or an answer differs by more than the certificate allows.',
  ],
  examples: ['verify flowers-keras', 'verify flowers-onnx --python venv/bin/python --json'],
  async run({ values, positionals }) {
    const [folder = ''] = positionals
    valueOf(await loadEngine())
    const { verifyExport } = await import('../engine/formats/verify-export.ts')
    const found = valueOf(await verifyExport(folder, values.python ?? process.env['XW_PYTHON'] ?? 'python3'))
    if (values.json) printJson(found)
    else print(verificationText(found, folder))
    return found.ok ? DONE : FAILED
  },
})

const READERS = {
  own: "the workbench's own reader",
  tfjs: 'TensorFlow.js',
  tensorflow: 'TensorFlow',
  onnxruntime: 'ONNX Runtime',
} as const

function verificationText(
  { format, damaged, reader, maxDifference, allowed, images, ok }: Verification,
  folder: string,
) {
  if (damaged.length > 0) {
    const files = damaged.map(({ file, problem }) => `${file} is ${problem}`)
    return `${format}: not the export that was certified: ${files.join(', ')}; export it again`
  }
  if (reader === 'none' || maxDifference === null) {
    return `${format}: all files are whole; the answers were not compared, since no Python with onnxruntime was found: pip install onnxruntime numpy, then xw verify ${folder} --python PROGRAM`
  }
  const measured = `largest difference of a probability ${difference(maxDifference)} on ${count(images)} images by ${READERS[reader]} (${allowed} is allowed)`
  return ok
    ? `${format}: all files are whole; ${measured}`
    : `${format}: the answers differ: ${measured}; export it again`
}
