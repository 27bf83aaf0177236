import type { Tensor } from '@tensorflow/tfjs-node'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { compileProgram, recordProgram, type Feed, type Recorded } from '../backend/program.ts'
import { programKey, programs } from '../backend/program-cache.ts'
import { scoped } from '../backend/scoped.ts'
import { pixelInput } from '../model/batch-input.ts'
import type { InspectedModel } from './inspected-model.ts'
import { layerValues, LOGITS } from './layer-values.ts'

/** What a pass needs of a model: its weights are fed, so one compiled graph serves all checkpoints of a network. */
type Passed = Pick<InspectedModel, 'graph' | 'weights' | 'cuts' | 'input' | 'inputSize'>

/** Networks that could not be compiled: they are looked at op by op. */
const refused = new Set<string>()

/** Whether `wholePass` runs without being compiled first. */
export function isWholePassReady({ graph }: Passed): boolean {
  const key = keyOf(graph)
  return programs.has(key) && !refused.has(key)
}

/**
 * Compiles a network for `wholePass` and runs it once, since TensorFlow rewrites a graph when it runs for the first time.
 * Throws, once, where that fails: the network is looked at op by op then.
 */
export function prepareWholePass(model: Passed): void {
  const key = keyOf(model.graph)
  if (programs.has(key) || refused.has(key)) return
  try {
    programs.obtain(key, () => compileProgram(record(model)))
    scoped(() => wholePass(model, new Uint8Array(model.inputSize ** 2 * 3)))
  } catch (error) {
    refused.add(key)
    throw error
  }
}

/**
 * One image through the whole network: the logits, and the values of all layers that it can be taken up again at, in one
 * TensorFlow session: those of `layerValues`, in two thirds of its time at full size and a quarter for a small network. The
 * tensors belong to the tidy around.
 */
export function wholePass(model: Passed, pixels: Uint8Array): ReadonlyMap<string, Tensor> {
  const program = programs.obtain(keyOf(model.graph), () => compileProgram(record(model)))
  return program.run([pixelFeed(model, pixels), ...weightFeeds(model)])
}

function record(model: Passed): Recorded {
  return scoped(() => {
    const image = pixelFeed(model, new Uint8Array(model.inputSize ** 2 * 3))
    const layers = [...model.cuts.filter((cut) => cut !== model.input), LOGITS]
    return recordProgram([image, ...weightFeeds(model)], () => {
      const given = new Map<string, Tensor>([[model.input, pixelInput(model.graph).decode(image.tensor)]])
      return layerValues(model, given, layers)
    })
  })
}

function pixelFeed({ graph }: Passed, pixels: Uint8Array): Feed {
  return pixelInput(graph).feed({ pixels, indices: new Int32Array(0), count: 1 }, 1)
}

function weightFeeds({ weights }: Passed): readonly Feed[] {
  return [...weights].map(([name, tensor]) => ({ name, tensor }))
}

/** A graph of a hundred layers is long; every look asks for its key. */
const keys = new WeakMap<LayerGraph, string>()

function keyOf(graph: LayerGraph): string {
  const key = keys.get(graph) ?? programKey({ what: 'whole pass', graph })
  keys.set(graph, key)
  return key
}
