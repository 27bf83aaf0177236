import { computed } from 'vue'
import { activationBytes, activationBytesOf } from '../../shared/graph/activation-memory.ts'
import { receptiveFields, type ReceptiveField } from '../../shared/graph/receptive-field.ts'
import type { AnyNode } from '../../shared/graph/any-graph.ts'
import { useDiagram } from './useDiagram.ts'

export interface MeasuredPart {
  /** Null for a block or the whole network. */
  readonly layer: AnyNode | null
  readonly parameters: number
  /** Of all outputs of the part together, for one image, and of its largest; of those that are known. */
  readonly bytes: number
  readonly largestBytes: number
  /** Of the part's last layer; null: not known. */
  readonly field: ReceptiveField | null
}

/** What the inspector counts of the selected layer or block, or of the whole network where nothing is selected. */
export function useMeasuredPart() {
  const { selection, model: graph } = useDiagram()
  const fields = computed(() => (graph.value ? receptiveFields(graph.value.graph) : null))
  const part = computed((): MeasuredPart | null => {
    const described = graph.value
    if (!described) return null
    const id = selection.value
    const isInside = ({ name, block }: AnyNode) =>
      id === null || name === id || block === id || block.startsWith(`${id}/`)
    const nodes = described.graph.nodes.filter(isInside)
    const names = new Set(nodes.map(({ name }) => name))
    const layers = described.cost.layers.filter(({ name }) => names.has(name))
    const shaped = layers.flatMap(({ outputShape }) => (outputShape ? [{ outputShape }] : []))
    const field = fields.value?.get(nodes.at(-1)?.name ?? '')
    if (field === undefined) return null
    return {
      layer: nodes.length === 1 ? (nodes[0] ?? null) : null,
      parameters: layers.reduce((sum, { parameters }) => sum + (parameters ?? 0), 0),
      bytes: activationBytesOf(shaped),
      largestBytes: Math.max(0, ...shaped.map(({ outputShape }) => activationBytes(outputShape))),
      field,
    }
  })
  return { part, graph }
}
