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
  /** The equal modules that the selected block stands for, itself first. */
  const members = computed(() => {
    const chosen = block.value
    if (!chosen) return []
    if (folding.value.apart.includes(chosen.id)) return [chosen.id]
    const after = blocks.value.slice(blocks.value.indexOf(chosen))
    const end = after.findIndex(({ signature }) => signature !== chosen.signature)
    return (end === -1 ? after : after.slice(0, end)).map(({ id }) => id)
  })
  return { part, selection, members, repeats: computed(() => Math.max(1, members.value.length)) }
}
