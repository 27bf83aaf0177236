import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { FORMATS } from '../../main/engine/formats/formats.ts'
import { bundledGoldenImages, goldenPixels } from '../../main/engine/formats/golden-images.ts'
import type { ModelFile } from '../../main/engine/formats/model-file.ts'
import { probabilitiesOf } from '../../main/engine/formats/probabilities.ts'
import type { ExportFormat } from '../../shared/contract/export.ts'
import type { Result } from '../../shared/contract/result.ts'
import { decodeTensors, encodeTensors } from './tensor-file.ts'

/** Paths of one exported model, for a program that loads it with nothing of ours. */
export interface ExportJob {
  readonly folder: string
  /** The format's own file. */
  readonly model: string
  /** A tensor file with `pixels`, 0..255. */
  readonly images: string
  /** Where the program writes a tensor file with `probabilities`. */
  readonly probabilities: string
  /** Where it saves the model again. */
  readonly saved: string
}

/** The value of a result that a test relies on. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Exports a model into a folder of its own, with the first golden images (the drawn ones stand first) beside it. */
export async function writeExportJob(
  model: ModelFile,
  format: ExportFormat,
  folder: string,
  images: number,
): Promise<ExportJob> {
  await mkdir(folder)
  valueOf(await FORMATS[format].write(model, folder))
  const golden = await goldenOf(model, images)
  const path = (name: string) => join(folder, name)
  await writePixels(path('images'), golden.pixels, model, golden.count)
  return {
    folder,
    model: path(FORMATS[format].file),
    images: path('images'),
    probabilities: path('probabilities'),
    saved: path(`saved-${FORMATS[format].file}`),
  }
}

export async function writePixels(path: string, pixels: Uint8Array, { graph }: ModelFile, count: number) {
  const tensor = { shape: [count, ...graph.inputShape], data: Float32Array.from(pixels) }
  await writeFile(path, encodeTensors(new Map([['pixels', tensor]])))
}

/** The first golden images as a model takes them. */
export async function goldenOf(model: ModelFile, images?: number) {
  const golden = (await bundledGoldenImages()).slice(0, images)
  return { count: golden.length, pixels: valueOf(await goldenPixels(golden, model.graph)) }
}

export async function readProbabilities(path: string): Promise<Float32Array> {
  return decodeTensors(await readFile(path)).get('probabilities')?.data ?? new Float32Array()
}

/** Ours and theirs are at most 1e-5 apart, and not because all is 0 and 1 or because every image gives the same. */
export async function expectSameProbabilities(model: ModelFile, theirs: Float32Array, images?: number): Promise<void> {
  const { pixels, count } = await goldenOf(model, images)
  const ours = valueOf(probabilitiesOf(model, pixels))
  expect(theirs.length).toBe(ours.length)
  expect(Math.max(...theirs)).toBeLessThan(0.99)
  const classes = theirs.length / count
  if (count > 1) expect(difference(theirs.subarray(0, classes), theirs.subarray(classes))).toBeGreaterThan(1e-3)
  console.log(`largest difference of a probability: ${difference(theirs, ours).toExponential(2)}`)
  expect(difference(theirs, ours)).toBeLessThanOrEqual(1e-5)
}

function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? NaN))), 0)
}

/** The same network and the same weights; labels and blocks are ours alone and are lost in other programs. */
export function expectSameModel(read: ModelFile, model: ModelFile): void {
  const nodes = ({ graph }: ModelFile) =>
    graph.nodes.map((node) => ({ ...node, block: '' })).sort((a, b) => a.name.localeCompare(b.name))
  expect(nodes(read)).toEqual(nodes(model))
  expect(read.graph.outputs).toEqual(model.graph.outputs)
  expect(read.weights.size).toBe(model.weights.size)
  for (const [key, values] of model.weights) expect(read.weights.get(key), key).toEqual(values)
}
