import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { EventPayload } from '../../../shared/contract/events.ts'
import type { Certificate, ExportFormat, ExportReport } from '../../../shared/contract/export.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { exportReadme } from './export-readme.ts'
import { fileResult } from './file-result.ts'
import { FORMATS } from './formats.ts'
import { goldenPixels, type GoldenImage } from './golden-images.ts'
import type { ModelFile } from './model-file.ts'
import { probabilitiesOf } from './probabilities.ts'
import { stageFolder } from './staging-folder.ts'
import { predictWithTfjs } from './tfjs/predict-with-tfjs.ts'

/** Largest difference of a probability that an export may show. */
export const ALLOWED_DIFFERENCE = 1e-5

export const CERTIFICATE_FILE = 'certificate.json'

export interface ExportRequest {
  readonly model: ModelFile
  readonly format: ExportFormat
  /** The folder to make; absent or empty. */
  readonly folder: string
  /** Key for `folder:reveal`. */
  readonly exportId: string
  readonly runId: string
  readonly checkpoint: 'best' | 'last'
  readonly goldenImages: readonly GoldenImage[]
  readonly versions: Readonly<Record<string, string>>
  readonly onProgress?: (stage: EventPayload<'export:progress'>['stage']) => void
}

/**
 * Writes a model, loads what was written, compares probabilities of the golden images and certifies the outcome.
 * Nothing is kept of an export that differs (`export-mismatch`) or that could not be written whole.
 */
export async function exportModel(request: ExportRequest): Promise<Result<ExportReport>> {
  const pixels = await goldenPixels(request.goldenImages, request.model.graph)
  if (!pixels.ok) return pixels
  const expected = probabilitiesOf(request.model, pixels.value)
  if (!expected.ok) return expected
  const outcome = await fileResult(request.folder, async () => {
    const staging = await stageFolder(request.folder)
    if (!staging.ok) return staging
    try {
      const certified = await fillFolder(request, staging.value.path, pixels.value, expected.value)
      if (!certified.ok) return certified
      const published = await staging.value.publish(CERTIFICATE_FILE)
      if (!published.ok) return published
      return succeed<ExportReport>({
        format: request.format,
        folder: basename(request.folder),
        exportId: request.exportId,
        certificate: certified.value,
      })
    } finally {
      await staging.value.discard()
    }
  })
  return outcome.ok ? outcome.value : outcome
}

async function fillFolder(
  request: ExportRequest,
  folder: string,
  pixels: Uint8Array,
  expected: Float32Array,
): Promise<Result<Certificate>> {
  const { model, format, goldenImages, onProgress } = request
  onProgress?.('writing')
  const written = await FORMATS[format].write(model, folder)
  if (!written.ok) return written
  onProgress?.('reading')
  const actual = await readBack(request, folder, pixels)
  if (!actual.ok) return actual
  onProgress?.('comparing')
  const difference = largestDifference(actual.value, expected)
  // Also refuses a difference that is not a number.
  if (!(difference <= ALLOWED_DIFFERENCE)) {
    return fail('export-mismatch', { format, difference, allowed: ALLOWED_DIFFERENCE })
  }
  const files = [...written.value, ...(await writeCompanions(request, folder))]
  const certificate = await certify(request, folder, files, expected, difference)
  await writeFile(join(folder, CERTIFICATE_FILE), toJson(certificate))
  await mkdir(join(folder, 'golden'))
  for (const { file, bytes } of goldenImages) await writeFile(join(folder, goldenPath(file)), bytes)
  return succeed(certificate)
}

/** tfjs' own loader reads a tfjs export; ours reads a Keras export. */
async function readBack({ model, format }: ExportRequest, folder: string, pixels: Uint8Array) {
  if (format === 'tfjs') return succeed(await predictWithTfjs(folder, model, pixels))
  const read = await FORMATS[format].read(join(folder, FORMATS[format].file))
  return read.ok ? probabilitiesOf(read.value, pixels) : read
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity
  // Math.max keeps a NaN, wherever it comes.
  return expected.reduce((largest, value, index) => Math.max(largest, Math.abs((actual[index] ?? NaN) - value)), 0)
}

/** What every export has beside the model's own files. */
async function writeCompanions({ model, format }: ExportRequest, folder: string): Promise<readonly string[]> {
  const companions = {
    'labels.json': toJson(model.labels),
    'preprocessing.json': toJson({ inputShape: model.graph.inputShape, ...model.graph.preprocessing }),
    'README.txt': exportReadme(model, format),
  }
  for (const [name, text] of Object.entries(companions)) await writeFile(join(folder, name), text)
  return Object.keys(companions)
}

async function certify(
  { model, format, runId, checkpoint, goldenImages, versions }: ExportRequest,
  folder: string,
  files: readonly string[],
  expected: Float32Array,
  maxDifference: number,
): Promise<Certificate> {
  const { graph, labels } = model
  return {
    formatVersion: 1,
    format,
    createdAt: new Date().toISOString(),
    runId,
    checkpoint,
    model: {
      name: graph.name,
      parameters: countCost(graph).totalParameters,
      inputShape: [...graph.inputShape],
    },
    preprocessing: { ...graph.preprocessing },
    labels: [...labels],
    golden: goldenImages.map(({ file }, index) => ({
      file: goldenPath(file),
      probabilities: [...expected.subarray(index * labels.length, (index + 1) * labels.length)],
    })),
    check: { reader: format === 'tfjs' ? 'tfjs' : 'own', maxDifference, allowed: ALLOWED_DIFFERENCE },
    files: await Promise.all(files.map(async (file) => ({ file, ...(await fingerprint(join(folder, file))) }))),
    versions: { ...versions },
  }
}

const goldenPath = (file: string) => `golden/${file}`
const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

async function fingerprint(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}
