import { availableParallelism } from 'node:os'
import { startChild, type BenchChild } from '../child.ts'
import { contenderName, type Programs } from '../engines/engine.ts'
import { interleave } from '../interleave.ts'
import { median, speedRatio } from '../ratios.ts'
import type { Workload } from '../workload.ts'
import { contenders } from './contenders.ts'

/** Ours against one other; rates in images per second, medians over the rounds. */
export interface PipelineRow {
  readonly what: string
  readonly ours: number
  readonly theirs: number
  /** Ours to theirs: above 1, ours is faster. */
  readonly ratio: number
  /** Least and largest ratio of a round. */
  readonly spread: readonly [number, number]
}

export interface PipelineResult {
  readonly rows: readonly PipelineRow[]
  /** Ours from the second epoch on, when nothing is decoded any more; null when it could not be measured. */
  readonly packedImagesPerSecond: number | null
  /** Who could not be measured, and why. */
  readonly failures: readonly { readonly what: string; readonly reason: string }[]
}

/** Of the files, not of a network: only size and batch count. */
const WORKLOAD = { task: 'infer', model: 'full', inputSize: 299, batch: 32, width: 1, classes: 2 } as const

/**
 * JPEG files to batches of 299x299: all take turns on the same cores, each turn one pass over all files, so that none
 * has anything prepared when its turn begins.
 */
export async function measurePipeline(
  photos: { readonly folder: string; readonly count: number },
  programs: Programs,
  rounds: number,
): Promise<PipelineResult> {
  const workload: Workload = { ...WORKLOAD, threads: availableParallelism() }
  const failures: { what: string; reason: string }[] = []
  const children: BenchChild[] = []
  for (const contender of contenders(photos.folder)) {
    try {
      children.push(await startChild(contender, workload, programs))
    } catch (error) {
      failures.push({ what: contenderName(contender), reason: (error as Error).message })
    }
  }
  const [own = [], ...others] = await interleave(children, { rounds, blockSeconds: 0 })
  for (const child of children) await child.stop()
  const rate = (seconds: readonly number[]) => photos.count / median(seconds)
  let packedImagesPerSecond: number | null = null
  const rows = others.flatMap((theirs, index): PipelineRow[] => {
    const { contender } = children[index + 1] as BenchChild
    if (contender.engine.family === 'ours') {
      packedImagesPerSecond = rate(theirs)
      return []
    }
    const { median: ratio, min, max } = speedRatio(own, theirs)
    return [{ what: contenderName(contender), ours: rate(own), theirs: rate(theirs), ratio, spread: [min, max] }]
  })
  return { rows, packedImagesPerSecond, failures }
}
