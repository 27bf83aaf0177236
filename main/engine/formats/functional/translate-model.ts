import type { ImportNote } from '../../../../shared/contract/import.ts'
import type { LayerNode, Preprocessing } from '../../../../shared/graph/layer-graph.ts'
import type { WantedLayer } from '../mapping/stored-layer.ts'
import { addHead } from './add-head.ts'
import { computedPart } from './computed-part.ts'
import type { FlatModel } from './flatten-model.ts'
import { gatherSpelled } from './gather-spelled.ts'
import { findBinaryOutput, pushBinary } from './binary-output.ts'
import { createDraft, type GraphDraft } from './graph-draft.ts'
import { isIdentity } from './identity-layers.ts'
import { createInputChain } from './input-chain.ts'
import { findInputResize } from './input-resize.ts'
import { operationAsLayer } from './operations.ts'
import { pushInput } from './push-input.ts'
import { pushLayer } from './push-layer.ts'
import { dtypeSchema, MIXED } from './read-layer.ts'
import { readStatistics, scalingNode, type StoredStatistics } from './scaling-node.ts'
import { RAW, readNormalization, readRescaling, scaleOfMeans } from './input-scaling.ts'

/** A network as a file describes it, before its weights are read. */
export interface Translated {
  readonly nodes: readonly LayerNode[]
  readonly output: string
  /** What rescaling layers at the input do to pixels; null: the file says nothing. */
  readonly scaling: { readonly scale: number; readonly offset: number } | null
  /** How a layer at the input brings images to size; null: the file says nothing. */
  readonly resize: Preprocessing['resize'] | null
  readonly wanted: readonly WantedLayer[]
  /** Weights that stand in the configuration, by key. */
  readonly constants: ReadonlyMap<string, Float32Array>
  /** Normalization layers whose statistics are weights, to be turned into a kernel and a bias. */
  readonly statistics: readonly StoredStatistics[]
  /** Weights that are copies of others, by key: those of a layer's later calls. */
  readonly copies: ReadonlyMap<string, string>
  /** A dense layer of two units that the file has as one. */
  readonly binary: string | null
  readonly notes: readonly ImportNote[]
}

/** Layers of Keras as nodes of ours. Throws `InvalidModel` for what a layer graph can't say, naming the layer. */
export function translateModel(flat: FlatModel): Translated {
  const part = computedPart(flat)
  const model = { ...part, layers: part.layers.map(operationAsLayer) }
  const draft = createDraft(model.layers.map(({ name }) => name))
  const notes: ImportNote[] = []
  const constants = new Map<string, Float32Array>()
  const statistics: StoredStatistics[] = []
  const spelled = gatherSpelled(model.layers)
  const chain = createInputChain(model)
  const resize = findInputResize(model)
  const binary = findBinaryOutput(model)

  /** Ends what happens to the pixels before the first real layer; channels of their own need a node. */
  const endChain = () => {
    const scaling = chain.end()
    if (!scaling) return
    const { node, weights } = scalingNode(scaling.layer, model.input, scaling.scaling, draft)
    draft.push(node)
    for (const [key, values] of weights) constants.set(key, values)
    draft.alias(scaling.layer, node.name)
  }

  for (const layer of model.layers) {
    if (spelled.parts.has(layer.name)) continue
    const inputs = layer.inputs.map(draft.nodeOf)
    const whole = spelled.nodes.get(layer.name)
    if (layer.name === model.input) pushInput(draft, layer, resize, notes, constants)
    else if (whole) draft.push({ ...whole, inputs: whole.inputs.map(draft.nodeOf) })
    else if (layer.name === resize?.layer) {
      chain.pass(layer)
      draft.alias(layer.name, inputs[0] ?? '')
      notes.push({ code: 'resize-found', subject: layer.name, detail: resize.resize })
    } else if (isIdentity(layer.className)) {
      chain.pass(layer)
      draft.alias(layer.name, inputs[0] ?? '')
      notes.push({ code: 'layer-skipped', subject: layer.name, detail: layer.className })
    } else if (layer.className === 'Rescaling' || layer.className === 'Normalization') {
      const scaling = layer.className === 'Rescaling' ? readRescaling(layer) : readNormalization(layer)
      const first = scaling?.means ? scaleOfMeans(scaling.means) : RAW
      const atInput = chain.readsPixels(layer)
      if (scaling && first && chain.scale(layer, scaling, first)) {
        draft.alias(layer.name, inputs[0] ?? '')
        continue
      }
      endChain()
      const input = draft.nodeOf(layer.inputs[0] ?? '')
      if (scaling) {
        const { node, weights } = scalingNode(layer.name, input, scaling, draft)
        draft.push(node)
        for (const [key, values] of weights) constants.set(key, values)
      } else statistics.push({ ...readStatistics(layer, input, draft), atInput })
    } else {
      endChain()
      if (layer.name === binary?.dense) pushBinary(draft, layer, layer.inputs.map(draft.nodeOf), notes)
      else if (layer.name === binary?.sigmoid) draft.alias(layer.name, inputs[0] ?? '')
      else pushLayer(draft, layer, constants)
    }
  }
  const policy = model.layers.map(({ config }) => dtypeSchema.safeParse(config['dtype']).data).find(isMixed)
  if (policy) notes.push({ code: 'mixed-precision', subject: '', detail: policy })
  endChain()
  for (const [name, first] of copiedLayers(draft)) notes.push({ code: 'weights-copied', subject: name, detail: first })
  const output = addHead(draft, draft.nodeOf(model.outputs[0] ?? ''), notes)
  const wanted = [...draft.wanted, ...statistics.map((each) => each.wanted)]
  return {
    nodes: draft.nodes,
    output,
    scaling: chain.result(),
    resize: resize?.resize ?? null,
    wanted,
    constants,
    statistics,
    copies: draft.copies,
    binary: binary?.dense ?? null,
    notes,
  }
}

/** Later calls, each with the node whose weights it has. */
const copiedLayers = ({ copies }: GraphDraft): ReadonlyMap<string, string> =>
  new Map([...copies].map(([key, from]) => [layerOf(key), layerOf(from)]))
const layerOf = (key: string) => key.slice(0, key.lastIndexOf('/'))

const isMixed = (policy: string | null | undefined) => MIXED.some((mixed) => mixed === policy)
