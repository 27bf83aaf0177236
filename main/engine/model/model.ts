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

export interface GivenWeights {
  /** The arrays belong to the model from now on: TensorFlow reads them where they are, and nobody may change them. */
  readonly takeOver?: boolean
}

/** A model with given weights. `model-invalid` names the first weight that is missing or of another size. */
export function createModelFrom(
  graph: LayerGraph,
  weights: WeightMap,
  { takeOver = false }: GivenWeights = {},
): Result<Model> {
  for (const { key, shape } of weightSpecs(graph)) {
    const length = weights.get(key)?.length
    if (length === undefined) return fail('model-invalid', { path: graph.name, detail: `the weight ${key} is missing` })
    if (length !== shapeSize(shape)) {
      const detail = `the weight ${key} has ${length} values where [${shape.join(', ')}] wants ${shapeSize(shape)}`
      return fail('model-invalid', { path: graph.name, detail })
    }
  }
  const values = ({ key }: WeightSpec) => weights.get(key) as Float32Array
  return succeed(assemble(graph, takeOver ? values : (spec) => values(spec).slice()))
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
    tf.tidy(() => variable.assign(tensorOf(values.slice(), variable.shape)))
  }
}

/** `values` gives arrays that nobody else changes. */
function assemble(graph: LayerGraph, values: (spec: WeightSpec) => Float32Array): Model {
  const specs = weightSpecs(graph)
  const weights = new Map(
    specs.map((spec) => [
      spec.key,
      // Without a name of its own: tfjs keeps a process-wide register of variable names.
      tf.tidy(() => tf.variable(tensorOf(values(spec), spec.shape), spec.trainable)),
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

/** TensorFlow shares the array's memory with whoever made it. */
function tensorOf(values: Float32Array, shape: readonly number[]) {
  return tf.tensor(values, [...shape], 'float32')
}
