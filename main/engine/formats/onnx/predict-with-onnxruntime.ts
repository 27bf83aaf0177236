import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Certificate } from '../../../../shared/contract/export.ts'
import { InvalidModel } from '../invalid-model.ts'
import { transpose } from './transpose.ts'
import { ONNX_FILE } from './write-onnx.ts'

/** Runs nothing of the export's but the model, in ONNX Runtime, which reads no file that the model does not name. */
const PROGRAM = `
import sys
try:
    import numpy as np, onnxruntime
except ImportError:
    sys.exit(3)
model, images, output, dtype, *shape = sys.argv[1:]
x = np.fromfile(images, dtype).reshape([int(size) for size in shape])
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
one = lambda image: session.run(["probabilities"], {"images": image[None]})[0]
np.concatenate([one(image) for image in x]).astype("float32").tofile(output)
`

/** The interpreter has no ONNX Runtime. */
const MISSING = 3

/**
 * Probabilities of an ONNX export by ONNX Runtime in Python, where an interpreter has it; null where it has not. Throws
 * `InvalidModel` with what ONNX Runtime says when it refuses the model.
 */
export async function predictWithOnnxruntime(
  python: string,
  folder: string,
  { input, preprocessing, golden, model }: Certificate,
  pixels: Uint8Array,
): Promise<Float32Array | null> {
  const temporary = await mkdtemp(join(tmpdir(), 'xw-onnx-'))
  try {
    const images = join(temporary, 'images')
    const output = join(temporary, 'output')
    const shape = [golden.length, ...model.inputShape]
    const scaled = Float32Array.from(pixels, (value) => Math.fround(value * preprocessing.scale) + preprocessing.offset)
    const bytes = input?.values === 'scaled'
    const first = input?.layout === 'nchw'
    const turned = first ? transpose(scaled, shape, [0, 3, 1, 2]) : scaled
    await writeFile(images, bytes ? turned : pixels)
    const sides = first ? [shape[0], shape[3], shape[1], shape[2]] : shape
    const args = [join(folder, ONNX_FILE), images, output, bytes ? 'float32' : 'uint8', ...sides.map(String)]
    await promisify(execFile)(python, ['-c', PROGRAM, ...args])
    const read = await readFile(output)
    return new Float32Array(new Uint8Array(read).buffer)
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string }
    if (code === MISSING || code === 'ENOENT') return null
    const lines = stderr?.trim().split('\n') ?? []
    throw new InvalidModel(`ONNX Runtime refused it: ${lines.at(-1) ?? String(error)}`, { cause: error })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
