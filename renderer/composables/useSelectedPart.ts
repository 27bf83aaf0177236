import { computed } from 'vue'
import { describeBlock, describeLayer } from '../diagram/describe-part.ts'
import { useDiagram } from './useDiagram.ts'
import { useSetup } from './useSetup.ts'

/** The block or layer that is selected in the diagram, with all that the inspector says of it. */
export function useSelectedPart() {
  const { blocks, layout, selection } = useDiagram()
  const { graph } = useSetup()
  const part = computed(() => {
    const id = selection.value
    const described = graph.value
    if (id === null || !described) return null
    const block = blocks.value.find((each) => each.id === id)
    if (block) return describeBlock(block, described.cost)
    const owner = blocks.value.find((each) => each.layers.some((layer) => layer.name === id))
    return owner ? describeLayer(id, described.graph, described.cost) : null
  })
  /** How many equal modules the selected block stands for. */
  const repeats = computed(() => layout.value.blocks.find(({ block }) => block.id === selection.value)?.repeats ?? 1)
  return { part, selection, repeats }
}
