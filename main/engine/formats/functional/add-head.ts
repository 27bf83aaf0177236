import type { ImportNote } from '../../../../shared/contract/import.ts'
import type { LayerNode } from '../../../../shared/graph/layer-graph.ts'
import type { GraphDraft } from './graph-draft.ts'

/** Classes of a head that is added to features: ImageNet's, as Keras' default is. */
const ADDED_CLASSES = 1000

/**
 * Completes what a network ends with, so that all have probabilities: logits get a softmax, and features (a map, or a
 * vector that no linear layer made) get Xception's head with fresh weights. Returns the output's name.
 */
export function addHead(draft: GraphDraft, output: string, notes: ImportNote[]): string {
  const last = draft.nodes.find(({ name }) => name === output)
  const activation = last?.kind === 'dense' || last?.kind === 'activation' ? last.attributes.activation : null
  const vector = draft.shapeOf(output).length === 1
  if (vector && activation === 'softmax') return output
  const add = (node: Omit<LayerNode, 'block'>): string => {
    draft.push({ ...node, block: 'head' } as LayerNode)
    return node.name
  }
  if (vector && activation === 'linear') {
    const name = draft.freeName('probabilities')
    notes.push({ code: 'softmax-added', subject: name, detail: output })
    return add({ name, kind: 'activation', attributes: { activation: 'softmax' }, inputs: [output] })
  }
  let x = output
  if (!vector)
    x = add({ name: draft.freeName('avg_pool'), kind: 'globalAveragePooling2d', attributes: {}, inputs: [x] })
  const name = draft.freeName('predictions')
  notes.push({ code: 'head-added', subject: name, detail: `${ADDED_CLASSES}` })
  const attributes = { units: ADDED_CLASSES, useBias: true, activation: 'softmax' } as const
  return add({ name, kind: 'dense', attributes, inputs: [x] })
}
