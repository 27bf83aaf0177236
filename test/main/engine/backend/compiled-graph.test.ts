import type { Tensor } from '@tensorflow/tfjs-node'
import { afterEach, describe, expect, it } from 'vitest'
import { compileGraph, type CompiledGraph } from '../../../../main/engine/backend/compiled-graph.ts'
import { eagerExecutor } from '../../../../main/engine/backend/op-executor.ts'
import { recordGraph } from '../../../../main/engine/backend/record-graph.ts'
import { backend, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind } from './gradient-check.ts'

const compiled: CompiledGraph[] = []
afterEach(() => compiled.splice(0).forEach((graph) => graph.dispose()))

const idsOf = (tensors: readonly Tensor[]) => backend.getInputTensorIds(tensors)

function record(feeds: readonly Tensor[], work: (...inputs: Tensor[]) => readonly Tensor[]) {
  const { TF_FLOAT, TF_INT32 } = backend.binding
  const ids = idsOf(feeds)
  const inputs = feeds.map(({ shape, dtype }, index) => {
    return { name: `feed${index}`, id: ids[index] ?? -1, shape, dtype: dtype === 'int32' ? TF_INT32 : TF_FLOAT }
  })
  // Computing while recording, so that any op of TensorFlow's will do here.
  return recordGraph(inputs, () => tf.tidy(() => idsOf(work(...feeds))), { executor: eagerExecutor() })
}

function compile(feeds: readonly Tensor[], work: (...inputs: Tensor[]) => readonly Tensor[]): CompiledGraph {
  const graph = compileGraph(record(feeds, work))
  compiled.push(graph)
  return graph
}

const run = (graph: CompiledGraph, feeds: readonly Tensor[]) =>
  tf.tidy(() => graph.run(idsOf(feeds)).map((output) => Array.from(backend.createOutputTensor(output).dataSync())))

describe('a recorded and compiled graph', () => {
  it('computes anew from what it is fed with', () => {
    const graph = compile([tf.tensor1d([1, 2])], (x = tf.scalar(0)) => [tf.add(tf.mul(x, 3), 1)])
    expect(run(graph, [tf.tensor1d([10, -1])])).toEqual([[31, -2]])
    expect(run(graph, [tf.tensor1d([0, 5])])).toEqual([[1, 16]])
  })

  it('gives several outputs in order, of ops with several outputs too', () => {
    const work = (x: Tensor = tf.scalar(0)) => {
      const { values, indices } = tf.topk(x, 2)
      return [indices, tf.neg(values), values]
    }
    const graph = compile([tf.tensor1d([3, 1, 2])], work)
    expect(run(graph, [tf.tensor1d([5, 9, 7])])).toEqual([
      [1, 2],
      [-9, -7],
      [9, 7],
    ])
  })

  it('takes small tensors from before the recording in as constants, and records gradients', () => {
    const slope = tf.tensor1d([2, -4])
    const work = (x: Tensor = tf.scalar(0)) => [tf.grad((given) => tf.sum(tf.mul(tf.square(given), slope)))(x)]
    expect(run(compile([tf.tensor1d([1, 1])], work), [tf.tensor1d([3, 0.5])])).toEqual([[12, -4]])
  })

  it('passes a feed through that is an output too', () => {
    const graph = compile([tf.tensor1d([1, 2]), tf.scalar(4)], (x = tf.scalar(0), y = tf.scalar(0)) => [y, x])
    expect(run(graph, [tf.tensor1d([8, 9]), tf.scalar(7)])).toEqual([[7], [8, 9]])
  })

  it('refuses to freeze a large tensor, and leaves the engine as it was', () => {
    const large = tf.zeros([5000])
    const before = backend.binding
    expect(() => record([tf.scalar(1)], (x = tf.scalar(0)) => [tf.add(large, x)])).toThrow('[5000]')
    expect(backend.binding).toBe(before)
    expect(tf.add(1, 2).dataSync()[0]).toBe(3)
  })

  it('leaves neither tensors nor sessions behind once disposed', () => {
    const feeds = [tf.tensor1d([1, 2])]
    const sessions = backend.binding.getNumOfSavedModels()
    const use = () => {
      const graph = compileGraph(record(feeds, (x = tf.scalar(0)) => [tf.exp(x), tf.sum(x)]))
      run(graph, feeds)
      graph.dispose()
    }
    expect(leftBehind(use)).toEqual({ tfjs: 0, native: 0 })
    expect(backend.binding.getNumOfSavedModels()).toBe(sessions)
  })
})
