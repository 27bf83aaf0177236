import type { ModelDescription } from '../../../shared/contract/inspection/describe.ts'
import { describeLayers } from '../../../shared/inspection/describe-layers.ts'
import { classMapLayer, type InspectedModel } from './inspected-model.ts'

/** What there is to look at in a model. */
export function describeModel(model: InspectedModel): ModelDescription {
  const { name, run, graph, labels, inputSize } = model
  return {
    name,
    run,
    graph,
    labels: [...labels],
    inputSize,
    preprocessing: graph.preprocessing,
    layers: describeLayers(graph),
    classMapLayer: classMapLayer(model),
  }
}
