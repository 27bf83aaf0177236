// One network, built and run once from nothing: prints its times as JSON on the last line.
//   node bench/networks/network-child.ts NAME paper|small
import { buildNetwork, chooseNetwork } from '../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES } from '../../shared/zoo/zoo.ts'

export interface NetworkTimes {
  readonly layers: number
  readonly side: number
  /** The graph of named layers, in plain TypeScript. */
  readonly graphMs: number
  /** Fresh weights, drawn and in TensorFlow's memory. */
  readonly weightsMs: number
  /** The first image: the graph is compiled for it. */
  readonly firstMs: number
  /** Every image after that: the median. */
  readonly nextMs: number
}

const RUNS = 15

const [wanted, variant] = process.argv.slice(2)
const name = NETWORK_NAMES.find((each) => each === wanted)
if (!name || (variant !== 'paper' && variant !== 'small')) throw new Error('which network, paper or small?')

const timed = <T>(work: () => T): readonly [T, number] => {
  const startMs = performance.now()
  const made = work()
  return [made, performance.now() - startMs]
}

const [graph, graphMs] = timed(() => buildNetwork(chooseNetwork(name, variant)))
// TensorFlow's own start is no part of any network's.
const { tf } = await import('../../main/engine/backend/tensorflow.ts')
const { createModel } = await import('../../main/engine/model/model.ts')
const { createInference } = await import('../../main/engine/model/inference.ts')
tf.tidy(() => tf.add(1, 1).dataSync())

const [model, weightsMs] = timed(() => createModel(graph, 1))
const [side = 0, , channels = 3] = graph.inputShape
const pixels = Uint8Array.from({ length: side * side * channels }, (_, index) => (index * 31) % 256)
const batch = { pixels, indices: Int32Array.of(0), count: 1 }
const inference = createInference(model, { capacity: 1, constantWeights: true })
const predict = () => tf.tidy(() => inference.logits(batch).dataSync())
const [, firstMs] = timed(predict)
const next = Array.from({ length: RUNS }, () => timed(predict)[1]).toSorted((a, b) => a - b)
const times: NetworkTimes = {
  ...{ layers: graph.nodes.length, side, graphMs, weightsMs, firstMs },
  nextMs: next[Math.floor(RUNS / 2)] ?? NaN,
}
console.log(JSON.stringify(times))
