import { computed } from 'vue'
import { describeBlock, describeLayer } from '../diagram/describe-part.ts'
import { useDiagram } from './useDiagram.ts'

/** The block or layer that is selected in the diagram, with all that the inspector says of it. */
export function useSelectedPart() {
  const { model, blocks, folding, selection } = useDiagram()
  const block = computed(() => blocks.value.find((each) => each.id === selection.value))
  const part = computed(() => {
    const id = selection.value
    const described = model.value
    if (id === null || !described) return null
    if (block.value && block.value.layers.length > 1) return describeBlock(block.value, described.cost)
    return describeLayer(id, described.graph, described.cost)
  })
  /** How many equal modules the selected block stands for. */
  const repeats = computed(() => {
    const chosen = block.value
    if (!chosen || folding.value.apart.includes(chosen.id)) return 1
    const after = blocks.value.slice(blocks.value.indexOf(chosen))
    const end = after.findIndex(({ signature }) => signature !== chosen.signature)
    return end === -1 ? after.length : end
  })
  return { part, selection, repeats }
}
