import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { tf } from '../backend/tensorflow.ts'
import { createInference } from '../model/inference.ts'
import { createModel, type Model } from '../model/model.ts'
import { median } from './median.ts'
import { sumCategories, timeLayers, type CategoryTime, type LayerTime } from './time-layers.ts'
import { noiseBatch, timeSteps } from './time-steps.ts'

export interface BenchOptions {
  readonly graph: LayerGraph
  readonly batch: number
  /** Measured steps, the first one of the process left out. */
  readonly steps: number
  onProgress?(stage: 'training' | 'inference' | 'layers', done: number, total: number): void
}

export interface BenchReport {
  readonly trainImagesPerSecond: number
  readonly inferImagesPerSecond: number
  /** Largest resident memory of the process after training and inference, the table of layers not included. */
  readonly peakMemoryBytes: number
  /** Tracing, compiling and running the first step. */
  readonly firstStepSeconds: number
  readonly engine: 'compiled' | 'eager'
  /** Medians. */
  readonly stepMs: number
  readonly inferenceMs: number
  readonly layers: readonly LayerTime[]
  readonly categories: readonly CategoryTime[]
  /** What the parts add up to, as a share of the step: the rest is the update of weights and what nodes cost by themselves. */
  readonly partsShare: number
}

const LAYER_OPTIONS = { budgetMs: 100, leastRuns: 3 }

/** Measures the engine alone on noise: training, inference, memory, and each layer. Keeps no tensors. */
export function benchModel({ graph, batch, steps, onProgress = () => undefined }: BenchOptions): BenchReport {
  const model = createModel(graph, 1)
  try {
    const { firstMs, stepsMs, engine } = timeSteps(model, { batchSize: batch }, steps, (done) =>
      onProgress('training', done, steps),
    )
    const stepMs = median(stepsMs)
    const inferenceMs = median(timeInference(model, batch, steps, (done) => onProgress('inference', done, steps)))
    const peakMemoryBytes = process.resourceUsage().maxRSS * 1024
    const layers = timeLayers(graph, batch, LAYER_OPTIONS, (done, total) => onProgress('layers', done, total))
    const categories = sumCategories(layers)
    const partsMs = categories.reduce((sum, { forwardMs, backwardMs }) => sum + forwardMs + backwardMs, 0)
    return {
      trainImagesPerSecond: (1000 * batch) / stepMs,
      inferImagesPerSecond: (1000 * batch) / inferenceMs,
      peakMemoryBytes,
      firstStepSeconds: firstMs / 1000,
      engine,
      stepMs,
      inferenceMs,
      layers,
      categories,
      partsShare: partsMs / stepMs,
    }
  } finally {
    model.dispose()
  }
}

const WARM_UP_CALLS = 2

function timeInference(model: Model, batch: number, count: number, onCall: (done: number) => void): readonly number[] {
  const inference = createInference(model, { capacity: batch, constantWeights: true })
  const images = noiseBatch(model, batch)
  try {
    const times = Array.from({ length: WARM_UP_CALLS + count }, (_, index) => {
      const startMs = performance.now()
      tf.tidy(() => inference.logits(images).dataSync())
      const tookMs = performance.now() - startMs
      onCall(Math.max(0, index + 1 - WARM_UP_CALLS))
      return tookMs
    })
    return times.slice(WARM_UP_CALLS)
  } finally {
    inference.dispose()
  }
}
