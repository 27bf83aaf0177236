import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node'
import { assertNever } from '../../../shared/graph/assert-never.ts'
import { windowOutputSize } from '../../../shared/graph/infer-shapes.ts'
import type { Shape } from '../../../shared/graph/layer-graph.ts'
import type { PartWork } from '../../../shared/training/step-parts.ts'
import { activate } from '../backend/activation-ops.ts'
import { batchNormTraining, type BatchStatistics } from '../backend/batch-norm-ops.ts'
import { joinChannels } from '../backend/channel-ops.ts'
import { convolve, convolveDepthwise } from '../backend/convolution-ops.ts'
import { everyNth } from '../backend/every-nth.ts'
import { globalMean } from '../backend/reduction-ops.ts'
import { tf } from '../backend/tensorflow.ts'
import { median } from './median.ts'
import { timeSession, type SessionOptions } from './time-session.ts'

export interface PartTime {
  readonly forwardMs: number
  readonly backwardMs: number
}

/** A part as an op: what it reads (of which shapes), what it makes, and which of the inputs get a gradient. */
interface PartGraph {
  readonly inputs: readonly Shape[]
  readonly output: Shape
  readonly differentiated: readonly number[]
  compute(inputs: readonly Tensor[]): Tensor
}

/**
 * Times a part as it runs within a step: its forward pass, and forward and backward together; the difference is the
 * backward pass. `emptyMs` is what a session takes that does nothing.
 */
export function timePart(work: PartWork, emptyMs: number, options: SessionOptions): PartTime {
  const graph = partGraph(work)
  const { inputs, output, differentiated, compute } = graph
  const forward = timeSession(inputs, (feeds) => [compute(feeds)], options)
  const both = timeSession(
    [...inputs, output],
    (feeds) => {
      const dy = feeds.at(-1) as Tensor
      const fixed = feeds.slice(0, -1)
      const inner = (...varied: Tensor[]) => {
        const given = fixed.map((feed, index) => varied[differentiated.indexOf(index)] ?? feed)
        return compute(given)
      }
      const { value, grads } = tf.valueAndGrads(inner)(
        differentiated.map((index) => fixed[index] as Tensor),
        dy,
      )
      return [value, ...grads]
    },
    options,
  )
  const forwardMs = Math.max(0, median(forward) - emptyMs)
  return { forwardMs, backwardMs: Math.max(0, median(both) - emptyMs - forwardMs) }
}

/** What a session takes that does nothing, in ms. */
export function timeEmptySession(): number {
  return median(timeSession([[1]], ([x]) => [tf.neg(x as Tensor)], { budgetMs: 20, leastRuns: 20 }))
}

function partGraph(work: PartWork): PartGraph {
  if (work.op === 'pointwise') {
    const { pixels, channels, filters } = work
    return {
      inputs: [
        [1, pixels, 1, channels],
        [1, 1, channels, filters],
      ],
      output: [1, pixels, 1, filters],
      differentiated: work.inputGradient ? [0, 1] : [1],
      compute: ([x, kernel]) => convolve(x as Tensor4D, kernel as Tensor4D, { strides: [1, 1], padding: 'valid' }),
    }
  }
  const { batch, height, width, channels } = work
  const map = [batch, height, width, channels]
  const single = (output: Shape, compute: (x: Tensor4D) => Tensor): PartGraph => {
    return { inputs: [map], output, differentiated: [0], compute: ([x]) => compute(x as Tensor4D) }
  }
  switch (work.op) {
    case 'convolution': {
      const kernel = [...work.window, channels, work.filters]
      return {
        inputs: [map, kernel],
        output: [...slidOver(work), work.filters],
        differentiated: work.inputGradient ? [0, 1] : [1],
        compute: ([x, weights]) => convolve(x as Tensor4D, weights as Tensor4D, work),
      }
    }
    case 'depthwise':
      return {
        inputs: [map, [...work.window, channels, 1]],
        output: [...slidOver(work), channels],
        differentiated: work.inputGradient ? [0, 1] : [1],
        compute: ([x, weights]) => convolveDepthwise(x as Tensor4D, weights as Tensor4D, work),
      }
    case 'normalization':
      return {
        inputs: [map, [channels], [channels]],
        output: map,
        differentiated: [0, 1, 2],
        compute: ([x, gamma, beta]) =>
          batchNormTraining(x as Tensor4D, gamma as Tensor1D, beta as Tensor1D, 1e-3, releaseStatistics),
      }
    case 'activation':
      return single(map, (x) => activate(x, work.activation))
    case 'max-pooling':
    case 'average-pooling': {
      const pool = work.op === 'max-pooling' ? tf.maxPool : tf.avgPool
      return single([...slidOver(work), channels], (x) => pool(x, [...work.window], [...work.strides], work.padding))
    }
    case 'response-normalization':
      return single(map, (x) => tf.localResponseNormalization(x, work.depthRadius, 1, 1e-4, 0.75))
    case 'copy': {
      const first = Math.ceil(channels / 2)
      const pieces = [first, channels - first].filter((size) => size > 0)
      return {
        inputs: pieces.map((size) => [batch, height, width, size]),
        output: map,
        differentiated: pieces.map((_, index) => index),
        compute: (inputs) => joinChannels(inputs as Tensor4D[]),
      }
    }
    case 'subsampling': {
      const [vertical, horizontal] = work.strides
      return single([batch, Math.ceil(height / vertical), Math.ceil(width / horizontal), channels], (x) =>
        everyNth(x, work.strides),
      )
    }
    case 'mean':
      return single([batch, channels], (x) => globalMean(x))
    case 'add':
      return {
        inputs: [map, map],
        output: map,
        differentiated: [0, 1],
        compute: ([x, y]) => tf.add(x as Tensor, y as Tensor),
      }
    default:
      return assertNever(work)
  }
}

/** They are kept tensors, which nothing here wants. */
function releaseStatistics({ mean, variance }: BatchStatistics): void {
  mean.dispose()
  variance.dispose()
}

function slidOver(work: Extract<PartWork, { window: unknown }>): readonly number[] {
  const { batch, height, width, window, strides, padding } = work
  return [
    batch,
    windowOutputSize(height, window[0], strides[0], padding),
    windowOutputSize(width, window[1], strides[1], padding),
  ]
}
