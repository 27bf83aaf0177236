import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificate } from '../../../shared/contract/export.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Verification } from '../../../shared/contract/verification.ts'
import { errorCode } from '../runs/file-failure.ts'
import { fileResult } from './file-result.ts'
import { fingerprint } from './fingerprint.ts'
import { goldenPixels } from './golden-images.ts'
import { InvalidModel } from './invalid-model.ts'
import { largestDifference } from './largest-difference.ts'
import type { ModelFile } from './model-file.ts'
import { checkNoExternalData } from './onnx/check-no-external-data.ts'
import { predictWithOnnxruntime } from './onnx/predict-with-onnxruntime.ts'
import { READ_BACK } from './read-back.ts'
import { CERTIFICATE_FILE, readCertificate } from './read-certificate.ts'
import { checkOwnGraph } from './saved-model/check-own-graph.ts'

/**
 * Checks an export wherever it lies: are the files those that were certified, and does the model still give the
 * certificate's probabilities for the golden images? A SavedModel is run only when its graph holds no other ops than
 * ours write. ONNX is checked by ONNX Runtime where `python` names an interpreter that has it.
 */
export async function verifyExport(folder: string, python: string | null): Promise<Result<Verification>> {
  const read = await checkedCertificate(folder)
  if (!read.ok) return read
  const certificate = read.value
  const outcome = await fileResult(folder, async () => {
    const damaged = await findDamage(folder, certificate)
    const { allowed } = certificate.check
    const known = { format: certificate.format, damaged, allowed, images: certificate.golden.length }
    if (damaged.length > 0) {
      return succeed<Verification>({ ...known, reader: 'none', maxDifference: null, ok: false })
    }
    const measured = await measure(folder, certificate, python)
    if (!measured.ok) return measured
    const { reader, maxDifference } = measured.value
    const ok = maxDifference === null || maxDifference <= allowed
    return succeed<Verification>({ ...known, reader, maxDifference, ok })
  })
  return outcome.ok ? outcome.value : outcome
}

async function checkedCertificate(folder: string): Promise<Result<Certificate>> {
  const path = join(folder, CERTIFICATE_FILE)
  const read = await fileResult(path, () => readCertificate(folder))
  if (read.ok || read.error.code !== 'model-invalid') return read
  return fail('certificate-invalid', { path, detail: read.error.data.detail }, read.error)
}

/** Older certificates do not list the images; they must be there all the same. */
async function findDamage(folder: string, { files, golden }: Certificate): Promise<Verification['damaged']> {
  const damaged: Verification['damaged'] = []
  const listed = new Set(files.map(({ file }) => file))
  const images = golden.filter(({ file }) => !listed.has(file)).map(({ file }) => ({ file, bytes: null, sha256: null }))
  for (const { file, bytes, sha256 } of [...files, ...images]) {
    try {
      const found = await fingerprint(join(folder, file))
      if (bytes !== null && (found.bytes !== bytes || found.sha256 !== sha256))
        damaged.push({ file, problem: 'changed' })
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      damaged.push({ file, problem: 'missing' })
    }
  }
  return damaged
}

async function measure(
  folder: string,
  certificate: Certificate,
  python: string | null,
): Promise<Result<Pick<Verification, 'reader' | 'maxDifference'>>> {
  const model = shellOf(certificate)
  const images = await Promise.all(
    certificate.golden.map(async ({ file }) => ({ file, bytes: await readFile(join(folder, file)) })),
  )
  const pixels = await goldenPixels(images, model.graph)
  if (!pixels.ok) return pixels
  const expected = Float32Array.from(certificate.golden.flatMap(({ probabilities }) => probabilities))
  const { format } = certificate
  if (format === 'onnx') {
    await checkNoExternalData(folder)
    const found = python === null ? null : await predictWithOnnxruntime(python, folder, certificate, pixels.value)
    return succeed({
      reader: found ? 'onnxruntime' : 'none',
      maxDifference: found && largestDifference(found, expected),
    })
  }
  if (format === 'saved-model') await checkOwnGraph(folder)
  const { reader, probabilities } = READ_BACK[format]
  const actual = probabilities && (await probabilities(folder, model, pixels.value))
  if (actual === null) return succeed({ reader: 'none', maxDifference: null })
  return actual.ok ? succeed({ reader, maxDifference: largestDifference(actual.value, expected) }) : actual
}

/** No real certificate names a larger input. */
const SIDE_LIMIT = 4096

/** What readers need to know of a model before they have it: what to feed. */
function shellOf({ model, preprocessing, labels, golden }: Certificate): ModelFile {
  const { name, inputShape } = model
  if (inputShape.length !== 3 || inputShape.some((side) => side < 1 || side > SIDE_LIMIT)) {
    throw new InvalidModel(`its certificate names the input [${inputShape.join(', ')}]`)
  }
  if (golden.some(({ probabilities }) => probabilities.length !== labels.length)) {
    throw new InvalidModel('its certificate has other probabilities than labels')
  }
  return { graph: { name, inputShape, nodes: [], outputs: [], preprocessing }, weights: new Map(), labels }
}
