import { assertNever } from '../graph/assert-never.ts'
import { inferShapes } from '../graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from '../graph/layer-graph.ts'
import { shapeSize } from '../graph/weight-specs.ts'
import { backwardLayers, trainedParameters } from './backward-layers.ts'
import { isVectorized } from './part-costs.ts'
import type { OptimizerConfig } from './training-config.ts'

/** What one step holds at its peak, in bytes, before the allocator's own share. */
export interface StepMemory {
  /** Maps kept for the backward pass, gradients in flight and the working space of the largest moment. */
  readonly mapBytes: number
  /** Weights and optimizer state, old and new, and what is computed from them. */
  readonly weightBytes: number
}

const FLOAT_BYTES = 4

/** A tensor of the forward pass that the backward pass of some layer reads; positions are those of the graph's nodes. */
interface Kept {
  readonly bytes: number
  /** Where it is read last: backward passes go from the last node to the first. */
  readonly firstReader: number
}

/**
 * Peak of a compiled step: TensorFlow frees each tensor after its last reader, so that the moment counts at which the
 * maps that still wait for their backward pass and the gradients on their way are most.
 */
export function stepMemory(
  graph: LayerGraph,
  batch: number,
  optimizer: OptimizerConfig,
  frozen: ReadonlySet<string> = new Set(),
): StepMemory {
  const back = backwardLayers(graph, frozen)
  const shapes = inferShapes(graph)
  const bytesOf = (name: string) => FLOAT_BYTES * batch * shapeSize(shapes.get(name) ?? [])
  const positions = new Map(graph.nodes.map(({ name }, position) => [name, position]))
  const lastReaders = new Map<string, number>()
  graph.nodes.forEach(({ inputs }, position) => inputs.forEach((input) => lastReaders.set(input, position)))
  const kept = keptTensors(graph, back, shapes, bytesOf)

  let mapBytes = 0
  graph.nodes.forEach((node, position) => {
    let live = bytesOf(node.name)
    if (back.has(node.name)) live += workingBytes(node, shapes, bytesOf)
    else for (const input of node.inputs) live += bytesOf(input)
    for (const { bytes, firstReader } of kept) if (firstReader <= position) live += bytes
    // A map's gradient is there from its last reader's backward pass on until its own.
    for (const [name, last] of lastReaders) {
      if (back.has(name) && (positions.get(name) ?? 0) < position && position <= last) live += bytesOf(name)
    }
    mapBytes = Math.max(mapBytes, live)
  })
  return { mapBytes, weightBytes: weightBytes(graph, optimizer, frozen) }
}

function keptTensors(
  graph: LayerGraph,
  back: ReadonlySet<string>,
  shapes: ReadonlyMap<string, Shape>,
  bytesOf: (name: string) => number,
): readonly Kept[] {
  const readers = new Map<string, number>()
  const own: Kept[] = []
  const keep = (name: string, position: number) => {
    if (!readers.has(name)) readers.set(name, position)
  }
  graph.nodes.forEach((node, firstReader) => {
    if (!back.has(node.name)) return
    const [input = ''] = node.inputs
    switch (node.kind) {
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
        return keep(input, firstReader)
      case 'separableConv2d':
        own.push({ bytes: bytesOf(input) / shapeSize(node.attributes.strides), firstReader })
        return keep(input, firstReader)
      case 'batchNormalization':
        // With whole vectors of channels one kernel reads its input again; composed, the centred map is kept instead.
        if (isVectorized(shapes.get(node.name)?.at(-1) ?? 0)) keep(input, firstReader)
        else own.push({ bytes: bytesOf(node.name), firstReader })
        return
      case 'activation':
        return keep(node.name, firstReader)
      case 'maxPooling2d':
      case 'localResponseNormalization':
        keep(input, firstReader)
        return keep(node.name, firstReader)
      case 'input':
      case 'averagePooling2d':
      case 'globalAveragePooling2d':
      case 'dropout':
      case 'add':
      case 'scaledAdd':
      case 'concatenate':
      case 'slice':
      case 'flatten':
        return
      default:
        return assertNever(node)
    }
  })
  return [...own, ...[...readers].map(([name, firstReader]) => ({ bytes: bytesOf(name), firstReader }))]
}

/** What a layer's backward pass needs beside the gradients of its output and inputs. */
function workingBytes(node: LayerNode, shapes: ReadonlyMap<string, Shape>, bytesOf: (name: string) => number): number {
  if (node.kind === 'separableConv2d') return bytesOf(node.inputs[0] ?? '')
  if (node.kind === 'batchNormalization' && !isVectorized(shapes.get(node.name)?.at(-1) ?? 0)) return bytesOf(node.name)
  return 0
}

/** Copies of all weights that a step holds at its peak: of frozen ones their own alone, of trained ones fed and fetched. */
function weightBytes(graph: LayerGraph, optimizer: OptimizerConfig, frozen: ReadonlySet<string>): number {
  const trained = trainedParameters(graph, frozen)
  const held = trainedParameters(graph, new Set()) - trained
  return FLOAT_BYTES * (trained * (2 * (1 + slotsOf(optimizer)) + 2) + held)
}

/** Values of optimizer state for each weight. */
export function slotsOf(optimizer: OptimizerConfig): number {
  switch (optimizer.kind) {
    case 'sgd':
      return optimizer.momentum === 0 ? 0 : 1
    case 'rmsprop':
      return optimizer.momentum === 0 ? 1 : 2
    case 'adam':
      return 2
    default:
      return assertNever(optimizer)
  }
}
