import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Certificate, ExportFormat, ExportReport, ExportStage } from '../../../shared/contract/export.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { countCost } from '../../../shared/graph/count-cost.ts'
import { exportExamples } from './examples/export-examples.ts'
import { exportInput } from './export-input.ts'
import { exportReadme } from './export-readme.ts'
import { fileResult } from './file-result.ts'
import { fingerprint } from './fingerprint.ts'
import { foldModel } from './fold-model.ts'
import { FORMATS, type WriteOptions } from './formats.ts'
import { goldenPath, goldenPixels, writeGoldenImages, type GoldenImage } from './golden-images.ts'
import { hasKerasWords } from './keras/keras3-config.ts'
import { largestDifference } from './largest-difference.ts'
import type { ModelFile } from './model-file.ts'
import { probabilitiesOf } from './probabilities.ts'
import { READ_BACK } from './read-back.ts'
import { CERTIFICATE_FILE } from './read-certificate.ts'
import { stageFolder } from './staging-folder.ts'

/** Largest difference of a probability that an export may show. */
export const ALLOWED_DIFFERENCE = 1e-5

export interface ExportOptions extends WriteOptions {
  /** Batch norms are multiplied into the convolutions before them. */
  readonly foldBatchNorm?: boolean
}

export interface ExportRequest {
  readonly model: ModelFile
  readonly format: ExportFormat
  /** The folder to make; absent or empty. */
  readonly folder: string
  /** Key for `folder:reveal`. */
  readonly exportId: string
  /** Null where the model comes from a file. */
  readonly runId: string | null
  readonly checkpoint: 'best' | 'last' | null
  readonly options?: ExportOptions
  readonly goldenImages: readonly GoldenImage[]
  readonly versions: Readonly<Record<string, string>>
  readonly onProgress?: (stage: ExportStage) => void
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
  const { model, format, goldenImages, options = {}, onProgress } = request
  onProgress?.('writing')
  const written = await FORMATS[format].write(options.foldBatchNorm ? foldModel(model) : model, folder, options)
  if (!written.ok) return written
  onProgress?.('reading')
  const { reader, probabilities } = READ_BACK[format]
  const actual = probabilities && (await probabilities(folder, model, pixels))
  if (actual?.ok === false) return actual
  onProgress?.('comparing')
  const maxDifference = actual ? largestDifference(actual.value, expected) : null
  // Also refuses a difference that is not a number.
  if (maxDifference !== null && !(maxDifference <= ALLOWED_DIFFERENCE)) {
    return fail('export-mismatch', { format, difference: maxDifference, allowed: ALLOWED_DIFFERENCE })
  }
  const images = await writeGoldenImages(goldenImages, folder)
  const files = [...written.value, ...(await writeCompanions(request, folder)), ...images]
  const check = { reader, maxDifference, allowed: ALLOWED_DIFFERENCE }
  const certificate = await certify(request, folder, files, expected, check)
  await writeFile(join(folder, CERTIFICATE_FILE), toJson(certificate))
  return succeed(certificate)
}

/** What every export has beside the model's own files. */
async function writeCompanions({ model, format, options }: ExportRequest, folder: string): Promise<readonly string[]> {
  const input = exportInput(format, options)
  const companions = {
    'labels.json': toJson(model.labels),
    'preprocessing.json': toJson({ inputShape: model.graph.inputShape, ...model.graph.preprocessing }),
    'README.txt': exportReadme(model, format, input),
    ...(format === 'safetensors' && !hasKerasWords(model.graph)
      ? {}
      : exportExamples(format, input, model.graph.preprocessing.resize)),
  }
  for (const [name, text] of Object.entries(companions)) await writeFile(join(folder, name), text)
  return Object.keys(companions)
}

async function certify(
  { model, format, runId, checkpoint, options, goldenImages, versions }: ExportRequest,
  folder: string,
  files: readonly string[],
  expected: Float32Array,
  check: Certificate['check'],
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
    input: exportInput(format, options),
    labels: [...labels],
    golden: goldenImages.map(({ file }, index) => ({
      file: goldenPath(file),
      probabilities: [...expected.subarray(index * labels.length, (index + 1) * labels.length)],
    })),
    check,
    files: await Promise.all(files.map(async (file) => ({ file, ...(await fingerprint(join(folder, file))) }))),
    versions: { ...versions },
  }
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
