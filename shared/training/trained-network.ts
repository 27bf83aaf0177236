import { succeed, type Result } from '../contract/result.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { replaceHead } from '../graph/replace-head.ts'
import { buildNetwork, changeOptions, checkNetwork, type NetworkChoice } from '../zoo/network-choice.ts'
import type { TrainingConfig } from './training-config.ts'

export interface TrainedNetwork {
  /** The choice in the zoo, with the dataset's classes; null for any other network. */
  readonly model: NetworkChoice | null
  /** What is trained. */
  readonly graph: LayerGraph
}

/**
 * A network of the zoo, or any other, with as many classes as a dataset has and with the head that is asked for.
 * Images become its input as they did before: its own preprocessing stays. Fails with `input-too-small`.
 */
export function trainedNetwork(
  network: NetworkChoice | LayerGraph,
  { head }: Pick<TrainingConfig, 'head'>,
  classes: number,
): Result<TrainedNetwork> {
  if ('nodes' in network) {
    return succeed({ model: null, graph: replaceHead(network, head, classes) })
  }
  const model = checkNetwork(changeOptions(network, { classes }))
  if (!model.ok) return model
  return succeed({ model: model.value, graph: replaceHead(buildNetwork(model.value), head, classes) })
}
