import { succeed, type Result } from '../../shared/contract/result.ts'
import { countCost, type GraphCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { checkXceptionOptions, type XceptionOptions } from '../../shared/zoo/xception-options.ts'
import { xception } from '../../shared/zoo/xception.ts'

/** The network that the options mean, with its costs; `input-too-small` where the stem can't take the input. */
export function describeModel(options: XceptionOptions): Result<{ graph: LayerGraph; cost: GraphCost }> {
  const checked = checkXceptionOptions(options)
  if (!checked.ok) return checked
  const graph = xception(checked.value)
  return succeed({ graph, cost: countCost(graph) })
}
