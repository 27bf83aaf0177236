import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe } from 'vitest'
import { decodeTensors, encodeTensors, type TensorFile } from './tensor-file.ts'

const run = promisify(execFile)

/** The Python with Keras that `npm test` prepares; without it these tests are skipped, and `npm test` says why. */
export const python = process.env['XW_PYTHON'] ?? ''

export const describeParity = describe.skipIf(python === '')

/** Runs a script of `test/parity/python` and returns what it prints. */
export async function runPython(script: string, ...args: readonly string[]): Promise<string> {
  const path = join(import.meta.dirname, 'python', script)
  const { stdout } = await run(python, [path, ...args], { maxBuffer: 1 << 26 })
  return stdout
}

/** Asks `reference.py` for what Keras computes from these tensors. */
export async function askKeras(
  command: 'logits' | 'gradients' | 'losses',
  request: Readonly<Record<string, unknown>>,
  tensors: TensorFile,
): Promise<TensorFile> {
  const folder = await mkdtemp(join(tmpdir(), 'xw-parity-'))
  try {
    const paths = { input: join(folder, 'input'), output: join(folder, 'output') }
    await writeFile(paths.input, encodeTensors(tensors))
    await writeFile(join(folder, 'request.json'), JSON.stringify({ ...request, ...paths }))
    await runPython('reference.py', command, join(folder, 'request.json'))
    return decodeTensors(await readFile(paths.output))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
