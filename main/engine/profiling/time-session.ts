import type { Tensor } from '@tensorflow/tfjs-node'
import type { Shape } from '../../../shared/graph/layer-graph.ts'
import { compileGraph } from '../backend/compiled-graph.ts'
import { recordGraph } from '../backend/record-graph.ts'
import { backend, tf } from '../backend/tensorflow.ts'

export interface SessionOptions {
  /** Runs go on for so long, the warm-up left out… */
  readonly budgetMs: number
  /** …but are at least so many. */
  readonly leastRuns: number
}

/** What is compiled: from feeds of the given shapes to what is fetched. */
export type SessionWork = (feeds: readonly Tensor[]) => readonly Tensor[]

/** The first run allocates and lets oneDNN make its kernels; the second still touches new memory. */
const WARM_UP_RUNS = 2
const MOST_RUNS = 200

/**
 * Compiles a small graph alone and runs it on noise, as a step runs it: no JavaScript between the ops.
 * @returns the time of each run in ms, warm-up left out. Keeps nothing.
 */
export function timeSession(shapes: readonly Shape[], work: SessionWork, options: SessionOptions): readonly number[] {
  const { binding } = backend
  const feeds = shapes.map((shape) => tf.randomUniform([...shape], -1, 1))
  const ids = backend.getInputTensorIds(feeds)
  const inputs = feeds.map(({ shape }, index) => {
    return { name: `feed_${index}`, id: ids[index] ?? -1, shape, dtype: binding.TF_FLOAT }
  })
  const session = compileGraph(recordGraph(inputs, () => tf.tidy(() => backend.getInputTensorIds([...work(feeds)]))))
  const run = (): number => {
    const startMs = performance.now()
    const outputs = session.run(ids)
    const tookMs = performance.now() - startMs
    for (const { id } of outputs) binding.deleteTensor(id)
    return tookMs
  }
  try {
    for (let index = 0; index < WARM_UP_RUNS; index++) run()
    const times: number[] = []
    const endMs = performance.now() + options.budgetMs
    while (times.length < options.leastRuns || (performance.now() < endMs && times.length < MOST_RUNS)) {
      times.push(run())
    }
    return times
  } finally {
    session.dispose()
    for (const feed of feeds) feed.dispose()
  }
}
