import { countCost } from '../shared/graph/count-cost.ts'
import type { LayerGraph } from '../shared/graph/layer-graph.ts'
import { SMALL_IMAGES } from '../shared/training/presets.ts'
import { xception } from '../shared/zoo/xception.ts'

/** What every engine is asked to do, in its own words: the JSON that its child is started with. */
export interface Workload {
  readonly task: 'train' | 'infer'
  /** The full network, or the small-image preset's. */
  readonly model: 'full' | 'small'
  readonly inputSize: number
  readonly batch: number
  readonly width: number
  readonly classes: number
  readonly threads: number
}

/** The network of a workload, without dropout. */
export function workloadGraph({ model, inputSize, classes, width }: Omit<Workload, 'task' | 'batch'>): LayerGraph {
  return xception({ ...(model === 'small' ? SMALL_IMAGES.model : {}), inputSize, classes, width })
}

/**
 * Floating-point operations that one image needs at least: two for each multiply-add of convolutions and dense layers, and
 * three times as many in training, where a layer's two gradients cost what it does.
 */
export function flopsPerImage(workload: Workload): number {
  const { macs } = countCost(workloadGraph(workload))
  return 2 * macs * (workload.task === 'train' ? 3 : 1)
}

/** As `train-299-8`: task, input size, batch. */
export function workloadId({ task, inputSize, batch }: Pick<Workload, 'task' | 'inputSize' | 'batch'>): string {
  return `${task}-${inputSize}-${batch}`
}
