import { computed } from 'vue'
import { activationBytes, activationBytesOf } from '../../shared/graph/activation-memory.ts'
import { receptiveFields, type ReceptiveField } from '../../shared/graph/receptive-field.ts'
import type { LayerNode } from '../../shared/graph/layer-graph.ts'
import { useDiagram } from './useDiagram.ts'
import { useSetup } from './useSetup.ts'

export interface MeasuredPart {
  /** Null for a block or the whole network. */
  readonly layer: LayerNode | null
  readonly parameters: number
  /** Of all outputs of the part together, for one image, and of its largest. */
  readonly bytes: number
  readonly largestBytes: number
  /** Of the part's last layer. */
  readonly field: ReceptiveField
}

/** What the inspector counts of the selected layer or block, or of the whole network where nothing is selected. */
export function useMeasuredPart() {
  const { selection } = useDiagram()
  const { graph } = useSetup()
  const fields = computed(() => (graph.value ? receptiveFields(graph.value.graph) : null))
  const part = computed((): MeasuredPart | null => {
    const described = graph.value
    if (!described) return null
    const id = selection.value
    const isInside = ({ name, block }: LayerNode) =>
      id === null || name === id || block === id || block.startsWith(`${id}/`)
    const nodes = described.graph.nodes.filter(isInside)
    const names = new Set(nodes.map(({ name }) => name))
    const layers = described.cost.layers.filter(({ name }) => names.has(name))
    const field = fields.value?.get(nodes.at(-1)?.name ?? '')
    if (field === undefined) return null
    return {
      layer: nodes.length === 1 ? (nodes[0] ?? null) : null,
      parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
      bytes: activationBytesOf(layers),
      largestBytes: Math.max(...layers.map(({ outputShape }) => activationBytes(outputShape))),
      field,
    }
  })
  return { part, graph }
}
