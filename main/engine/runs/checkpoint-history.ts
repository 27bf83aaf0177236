import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../shared/graph/weight-specs.ts'
import { thinHistory } from '../../../shared/training/thin-history.ts'
import { openSafetensors, writeSafetensors } from '../formats/safetensors.ts'
import { fileResult } from '../formats/file-result.ts'
import type { WeightMap } from '../model/weight-map.ts'
import { OPTIMIZER_PREFIX } from './checkpoints.ts'
import { errorCode, fileFailure } from './file-failure.ts'

/**
 * The weights of a run after epochs that are past, `<run>/checkpoints/history/epoch-0007.safetensors`: what comparisons
 * move through. Nothing else needs them: they may be deleted at any time.
 */
export interface KeptEpoch {
  readonly epoch: number
  readonly bytes: number
}

const historyFolder = (folder: string) => join(folder, 'checkpoints', 'history')

export function historyPath(folder: string, epoch: number): string {
  return join(historyFolder(folder), `epoch-${String(epoch).padStart(4, '0')}.safetensors`)
}

/** Free disk that the history leaves to the checkpoints, which a run can't go on without. */
const SPARE_BYTES = 1024 ** 3

/** Writes an epoch's weights whole or not at all, then thins the history. Writes nothing where the disk is nearly full. */
export async function keepEpoch(
  folder: string,
  graph: LayerGraph,
  epoch: number,
  weights: WeightMap,
): Promise<Result<void>> {
  const path = historyPath(folder, epoch)
  const tensors = weightSpecs(graph).map(({ key, shape }) => {
    const values = weights.get(key)
    if (!values) throw new Error(`an epoch without the weight ${key}`)
    return { name: key, shape, values }
  })
  try {
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize < SPARE_BYTES) return succeed(undefined)
    await mkdir(dirname(path), { recursive: true })
    const written = await writeSafetensors(path, { tensors, metadata: { epoch: String(epoch) } })
    if (!written.ok) return written
    for (const { epoch: old } of thinHistory(await listEpochs(folder)))
      await rm(historyPath(folder, old), { force: true })
    return succeed(undefined)
  } catch (error) {
    return fileFailure(error, path)
  }
}

/** The epochs that are there, in order; none where there is no history. */
export async function listEpochs(folder: string): Promise<readonly KeptEpoch[]> {
  const names = await readdir(historyFolder(folder)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  })
  const epochs = names.flatMap((name) => {
    const match = /^epoch-(\d+)\.safetensors$/.exec(name)
    return match ? [{ epoch: Number(match[1]), path: join(historyFolder(folder), name) }] : []
  })
  const sizes = await Promise.all(epochs.map(({ path }) => stat(path).catch(() => null)))
  return epochs
    .flatMap(({ epoch }, index) => {
      const size = sizes[index]?.size
      return size === undefined ? [] : [{ epoch, bytes: size }]
    })
    .sort((a, b) => a.epoch - b.epoch)
}

/**
 * The weights alone of a checkpoint or of a kept epoch, without the optimizer's state that may stand beside them. Fails
 * with `not-found`, or `model-invalid` where the file is damaged.
 */
export async function readWeightsOf(path: string): Promise<Result<WeightMap>> {
  return fileResult(path, () =>
    openSafetensors(path, async ({ tensors }) => {
      const weights = new Map<string, Float32Array>()
      for (const { name, read } of tensors) if (!name.startsWith(OPTIMIZER_PREFIX)) weights.set(name, await read())
      return weights
    }),
  )
}

/** The path of a kept epoch, or `checkpoint-unknown` where it was deleted meanwhile. */
export async function findEpoch(folder: string, runId: string, epoch: number): Promise<Result<string>> {
  const path = historyPath(folder, epoch)
  const there = await stat(path).catch(() => null)
  return there ? succeed(path) : fail('checkpoint-unknown', { runId, checkpoint: `of epoch ${epoch}` })
}
