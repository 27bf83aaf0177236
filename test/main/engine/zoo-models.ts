import { buildNetwork, changeOptions, chooseNetwork } from '../../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES } from '../../../shared/zoo/zoo.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'

export const ZOO_CLASSES = 5

const narrow = { width: 0.06, classes: ZOO_CLASSES }
const v1 = chooseNetwork('inception-v1', 'small')

/** The small variant of every network, narrower still, and Inception v1 as the paper had it. */
export const ZOO_GRAPHS: readonly (readonly [name: string, graph: LayerGraph])[] = [
  ...NETWORK_NAMES.map((name) => {
    const shallow = name === 'xception' ? { middle: 1 } : {}
    return [name, buildNetwork(changeOptions(chooseNetwork(name, 'small'), { ...narrow, ...shallow }))] as const
  }),
  [
    'inception-v1 with local response norm and auxiliary heads',
    buildNetwork(changeOptions(v1, { ...narrow, normalization: 'local-response', auxiliaryHeads: true })),
  ],
]
