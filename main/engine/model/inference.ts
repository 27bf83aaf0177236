import type { Tensor, Tensor2D } from '@tensorflow/tfjs-node'
import { recordProgram, type Feed } from '../backend/program.ts'
import { createProgramCache, programKey, programs } from '../backend/program-cache.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import { pixelInput, type BatchInput, type InputBatch } from './batch-input.ts'
import { createEngineChoice } from './engine-choice.ts'
import type { EngineUsed } from './engine-used.ts'
import { foldBatchNorm, type Folded } from './fold-batch-norm.ts'
import { forward } from './forward.ts'
import type { Model } from './model.ts'

/** A model's weights as they were when it was made, with the batch norms folded into the convolutions. */
export interface Inference {
  /**
   * The network's output without its softmax, `[count, ...]`, in the tidy around: logits, or a trunk's features. Compiled
   * for `capacity` images at a time: fewer are padded, which inference allows.
   */
  logits(batch: InputBatch): Tensor2D
  /** Whether the next call runs without compiling first. */
  isReady(): boolean
  prepare(): void
  used(): EngineUsed
  /** Frees the folded weights. */
  dispose(): void
}

export interface InferenceOptions {
  /** The images' pixels when not given. */
  readonly input?: BatchInput
  /** Images of one call, at most. */
  readonly capacity: number
  /** `eager` runs op by op: the oracle, and quicker for a single image than compiling is. */
  readonly engine?: 'compiled' | 'eager'
  /**
   * The weights are part of the compiled graph: 4 % (eight images at 299 pixels) to 17 % (small ones) faster, but compiled
   * for these weights alone, which takes a second longer at full size.
   */
  readonly constantWeights?: boolean
}

const LOGITS = 'logits'
const NO_IMAGES: InputBatch = { pixels: new Uint8Array(0), indices: new Int32Array(0), count: 0 }

/** What the compiled inference of a network for this many images is kept under. */
export function inferenceKey({ graph }: Pick<Model, 'graph'>, capacity: number): string {
  return programKey({ what: 'inference', graph, capacity })
}

/** Folds the weights now; what training does later to the model does not change what this one says. */
export function createInference(model: Model, options: InferenceOptions): Inference {
  const { capacity, engine = 'compiled', constantWeights = false } = options
  const input = options.input ?? pixelInput(model.graph)
  const { folded, own } = scoped(() => keepFolded(model))
  const cache = constantWeights ? createProgramCache(1) : programs
  const key = inferenceKey(model, capacity)
  const choice = createEngineChoice(engine, cache)

  const compute = (fed: Feed): Tensor2D => forward({ ...folded, training: null }, input.decode(fed.tensor))
  const weights = [...folded.weights].map(([name, tensor]): Feed => ({ name, tensor }))
  const feeds = (fed: Feed): readonly Feed[] => [fed, ...(constantWeights ? [] : weights)]
  const record = () =>
    scoped(() => {
      const fed = input.feed(NO_IMAGES, capacity)
      const constants = constantWeights ? weights : []
      return recordProgram(feeds(fed), () => new Map([[LOGITS, compute(fed)]]), { constants })
    })
  return {
    prepare: () => void choice.obtain(key, record),
    isReady: () => choice.isReady(key),
    used: choice.used,
    logits(batch) {
      const { count } = batch
      const program = choice.obtain(key, record)
      if (!program) return compute(input.feed(batch, count))
      const logits = program.run(feeds(input.feed(batch, capacity))).get(LOGITS) as Tensor2D
      const rest = logits.shape.slice(1)
      return count < capacity ? tf.slice(logits, [0, ...rest.map(() => 0)], [count, ...rest]) : logits
    },
    dispose() {
      if (constantWeights) cache.clear()
      own.forEach((tensor) => tensor.dispose())
    },
  }
}

/** The folded network with only the weights that it reads, and those of them that are its own. */
function keepFolded(model: Model): { readonly folded: Folded; readonly own: readonly Tensor[] } {
  const all = foldBatchNorm(model)
  const layers = new Set(all.graph.nodes.map(({ name }) => name))
  const own: Tensor[] = []
  const weights = new Map<string, Tensor>()
  for (const [key, tensor] of all.weights) {
    if (!layers.has(key.slice(0, key.lastIndexOf('/')))) continue
    // A copy of what the model still changes: training assigns new tensors to its variables.
    const kept = tf.keep(tensor === model.weights.get(key) ? tf.clone(tensor) : tensor)
    own.push(kept)
    weights.set(key, kept)
  }
  return { folded: { graph: all.graph, weights }, own }
}
