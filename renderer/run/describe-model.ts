import { succeed, type Result } from '../../shared/contract/result.ts'
import { countCost, type GraphCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { trainedNetwork } from '../../shared/training/trained-network.ts'
import type { TrainingConfig } from '../../shared/training/training-config.ts'
import type { NetworkChoice } from '../../shared/zoo/network-choice.ts'

/**
 * The network that a choice means, or another one, as it is trained on so many classes, with its costs; `input-too-small`
 * where the stem can't take the input.
 */
export function describeModel(
  network: NetworkChoice | LayerGraph,
  head: TrainingConfig['head'],
  classes: number,
): Result<{ graph: LayerGraph; cost: GraphCost }> {
  const trained = trainedNetwork(network, { head }, classes)
  if (!trained.ok) return trained
  const { graph } = trained.value
  return succeed({ graph, cost: countCost(graph) })
}
