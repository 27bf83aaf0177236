import type { Variable } from '@tensorflow/tfjs-node'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { shapeSize, weightSpecs, type WeightSpec } from '../../../shared/graph/weight-specs.ts'
import { tf } from '../backend/tensorflow.ts'
import { initializeWeight } from './initialize-weights.ts'
import type { WeightMap } from './weight-map.ts'

/** A layer graph with its weights in TensorFlow. */
export interface Model {
  readonly graph: LayerGraph
  /** In the order of the graph's nodes and of Keras' weights in each. */
  readonly specs: readonly WeightSpec[]
  readonly weights: ReadonlyMap<string, Variable>
  /** Frees the weights. */
  dispose(): void
}

/** A model with fresh weights; the same seed gives the same weights on every machine. */
export function createModel(graph: LayerGraph, seed: number): Model {
  return assemble(graph, (spec) => initializeWeight(spec, seed))
}

/** A model with given weights. `model-invalid` names the first weight that is missing or of another size. */
export function createModelFrom(graph: LayerGraph, weights: WeightMap): Result<Model> {
  for (const { key, shape } of weightSpecs(graph)) {
    const length = weights.get(key)?.length
    if (length === undefined) return fail('model-invalid', { path: graph.name, detail: `the weight ${key} is missing` })
    if (length !== shapeSize(shape)) {
      const detail = `the weight ${key} has ${length} values where [${shape.join(', ')}] wants ${shapeSize(shape)}`
      return fail('model-invalid', { path: graph.name, detail })
    }
  }
  return succeed(assemble(graph, ({ key }) => weights.get(key) as Float32Array))
}

/** Copies of all weights. */
export function readWeights(model: Model): WeightMap {
  return new Map([...model.weights].map(([key, variable]) => [key, variable.dataSync<'float32'>().slice()]))
}

/** Overwrites the weights that the map names. Throws on an unknown key or a wrong size: bugs of the caller. */
export function writeWeights(model: Model, weights: WeightMap): void {
  for (const [key, values] of weights) {
    const variable = model.weights.get(key)
    if (!variable) throw new Error(`${model.graph.name} has no weight ${key}`)
    tf.tidy(() => variable.assign(nativeTensor(values, variable.shape)))
  }
}

function assemble(graph: LayerGraph, values: (spec: WeightSpec) => Float32Array): Model {
  const specs = weightSpecs(graph)
  const weights = new Map(
    specs.map((spec) => [
      spec.key,
      // Without a name of its own: tfjs keeps a process-wide register of variable names.
      tf.tidy(() => tf.variable(nativeTensor(values(spec), spec.shape), spec.trainable)),
    ]),
  )
  return {
    graph,
    specs,
    weights,
    dispose: () => {
      for (const variable of weights.values()) variable.dispose()
    },
  }
}

/** A copy, since TensorFlow shares the array's memory with whoever made it. */
function nativeTensor(values: Float32Array, shape: readonly number[]) {
  return tf.tensor(values.slice(), [...shape], 'float32')
}
