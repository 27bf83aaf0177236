import type { ReceptiveField } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from '../../../shared/graph/layer-graph.ts'
import { cutLayers } from '../../../shared/inspection/cut-layers.ts'
import { placedFields } from '../../../shared/inspection/receptive-starts.ts'
import { separables, type Separable } from '../../../shared/inspection/separables.ts'
import type { ModelFile } from '../formats/model-file.ts'
import { createModelFrom, type Model } from '../model/model.ts'

/** A model as it is looked into: its weights in TensorFlow, and what its graph says of each layer. */
export interface InspectedModel {
  /** Differs where any weight differs. */
  readonly key: string
  readonly name: string
  readonly run: { readonly runId: string; readonly number: number; readonly epoch: number } | null
  readonly graph: LayerGraph
  readonly labels: readonly string[]
  readonly inputSize: number
  readonly weights: Model['weights']
  readonly shapes: ReadonlyMap<string, Shape>
  readonly fields: ReadonlyMap<string, ReceptiveField>
  readonly cuts: readonly string[]
  readonly separables: readonly Separable[]
  /** The layer whose value is the image. */
  readonly input: string
  /** Of all weights. */
  readonly bytes: number
  dispose(): void
}

export interface ModelOrigin {
  readonly key: string
  readonly run: InspectedModel['run']
}

/** Puts a model into TensorFlow, which takes its arrays over: nobody may change them. `model-invalid` where a weight is missing, or the input is no square image. */
export function inspectModel({ graph, weights, labels }: ModelFile, origin: ModelOrigin): Result<InspectedModel> {
  const made = createModelFrom(graph, weights, { takeOver: true })
  return made.ok ? lookInto(made.value, labels, origin) : made
}

/** A model that is in TensorFlow already; `dispose` frees its weights. */
export function lookInto(model: Model, labels: readonly string[], origin: ModelOrigin): Result<InspectedModel> {
  const { graph, weights } = model
  const [inputSize = 0, width, channels] = graph.inputShape
  if (inputSize !== width || channels !== 3) {
    const detail = `its input is [${graph.inputShape.join(', ')}]; images are [size, size, 3]`
    return fail('model-invalid', { path: graph.name, detail })
  }
  return succeed({
    ...origin,
    name: graph.name,
    graph,
    labels,
    inputSize,
    weights,
    shapes: inferShapes(graph),
    fields: placedFields(graph),
    cuts: cutLayers(graph),
    separables: separables(graph),
    input: graph.nodes[0]?.name ?? '',
    bytes: [...weights.values()].reduce((sum, { size }) => sum + size * 4, 0),
    dispose: () => model.dispose(),
  })
}

/** A layer by its name, or `layer-unknown`. */
export function layerOf({ graph, name }: InspectedModel, layer: string): Result<LayerNode> {
  const node = graph.nodes.find((each) => each.name === layer)
  return node ? succeed(node) : fail('layer-unknown', { layer, model: name })
}

/** A layer's shape as a map: a vector is one place of as many channels. */
export function mapShape({ shapes }: InspectedModel, layer: string): readonly [number, number, number] {
  const shape = shapes.get(layer) ?? []
  const [height = 1, width = 1, channels = 1] = shape.length === 3 ? shape : [1, 1, shape[0]]
  return [height, width, channels]
}

/** The last activation that is a map: where the classes are made of, and where class maps are drawn from. */
export function classMapLayer({ graph, shapes }: InspectedModel): string | null {
  const isMap = ({ name }: LayerNode) => shapes.get(name)?.length === 3
  const maps = graph.nodes.filter(isMap)
  return (maps.findLast(({ kind }) => kind === 'activation') ?? maps.at(-1))?.name ?? null
}

/** `option-invalid` where a layer has no such channel. */
export function checkChannel(model: InspectedModel, layer: string, channel: number): Result<void> {
  const [, , channels] = mapShape(model, layer)
  if (channel < channels) return succeed(undefined)
  return fail('option-invalid', { option: 'channel', received: String(channel), allowed: `0 to ${channels - 1}` })
}
