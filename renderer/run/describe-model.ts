import { succeed, type Result } from '../../shared/contract/result.ts'
import { countCost, type GraphCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { buildNetwork, checkNetwork, type NetworkChoice } from '../../shared/zoo/network-choice.ts'

/** The network that a choice means, with its costs; `input-too-small` where the stem can't take the input. */
export function describeModel(choice: NetworkChoice): Result<{ graph: LayerGraph; cost: GraphCost }> {
  const checked = checkNetwork(choice)
  if (!checked.ok) return checked
  const graph = buildNetwork(checked.value)
  return succeed({ graph, cost: countCost(graph) })
}
