import { z } from 'zod'
import type { LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import type { WantedLayer } from '../mapping/stored-layer.ts'
import { checkValue } from '../parse-json.ts'
import { expandLayer, pushActivation } from './expand-layer.ts'
import type { FlatLayer } from './flatten-model.ts'
import type { GraphDraft } from './graph-draft.ts'
import { holdsCode } from './identity-layers.ts'
import { activationSchema } from './read-layer.ts'
import { inputsOf, isConvolution, readNode } from './read-node.ts'

const configured = z.object({ activation: activationSchema.default('linear') })

/**
 * One layer as one node, or as several where no kind says it; weights that it has and the file lacks, among the constants.
 * Throws `InvalidModel`, naming the layer.
 */
export function pushLayer(draft: GraphDraft, layer: FlatLayer, constants: Map<string, Float32Array>): void {
  const { name, className } = layer
  const what = `layer "${name}" (${className})`
  if (holdsCode(className)) throw new InvalidModel(`${what} holds code, which is never run; save the model without it`)
  const inputs = layer.inputs.map(draft.nodeOf)
  const expanded = expandLayer(draft, layer, inputs)
  if (expanded !== null) {
    draft.alias(name, expanded)
    return
  }
  const isVector = draft.shapeOf(inputs[0] ?? '').length === 1
  const config = isVector ? withLastAxis(layer.config) : layer.config
  const activation = isConvolution(className) ? checkValue(config, configured, what).activation : 'linear'
  const read = readNode({ ...layer, config })
  const wanted = inputsOf(read.kind, inputs.length)
  if (inputs.length !== wanted) throw new InvalidModel(`${what} has ${inputs.length} inputs; ${wanted} are read`)
  const lacksBeta = className === 'BatchNormalization' && config['center'] === false
  const stored = (weights: WantedLayer['weights']) => weights.filter((weight) => !lacksBeta || weight.name !== 'beta')
  draft.push({ name, inputs, block: '', ...read } as LayerNode, layer, stored)
  if (lacksBeta) constants.set(`${name}/beta`, new Float32Array(draft.shapeOf(name).at(-1) ?? 0))
  draft.alias(name, pushActivation(draft, name, activation))
}

/** Of a vector, whose only axis Keras 2 counts: 1, or [1]. */
function withLastAxis(config: FlatLayer['config']): FlatLayer['config'] {
  const { axis } = config
  return axis === 1 || (Array.isArray(axis) && axis.length === 1 && axis[0] === 1) ? { ...config, axis: -1 } : config
}
