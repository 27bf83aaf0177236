import { computed, nextTick } from 'vue'
import type { DiagramState } from './useDiagram.ts'

/**
 * Keys of the diagram as a tree: up and down walk over blocks and layers, left and right fold and unfold, Enter selects.
 * One element takes the tab key: the selected one, else the first.
 */
export function useDiagramKeys({ layout, selection, toggle }: DiagramState) {
  const order = computed(() =>
    layout.value.blocks.flatMap(({ block, rows }) => [block.id, ...rows.map(({ row }) => row.layer)]),
  )
  const focusable = computed(() => {
    const chosen = selection.value
    return chosen !== null && order.value.includes(chosen) ? chosen : (order.value[0] ?? null)
  })

  function press(event: KeyboardEvent): void {
    const tree = event.currentTarget as Element
    const id = (event.target as Element).getAttribute('data-id')
    if (id === null || event.ctrlKey || event.metaKey || event.altKey) return
    const index = order.value.indexOf(id)
    const block = layout.value.blocks.find((placed) => placed.block.id === id)
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: order.value.length - 1,
    }
    const target = order.value[moves[event.key] ?? -1]
    if (target !== undefined) void focus(tree, target)
    else if (block && (event.key === 'ArrowLeft') !== block.folded && event.key.startsWith('Arrow')) toggle(id)
    else if (event.key === 'Enter' || event.key === ' ') selection.value = id
    else if (event.key === 'Escape') selection.value = null
    else return
    event.preventDefault()
  }

  async function focus(tree: Element, id: string): Promise<void> {
    selection.value = id
    await nextTick()
    const element = [...tree.querySelectorAll<SVGElement>('[data-id]')].find((each) => each.dataset['id'] === id)
    element?.focus()
  }

  return { press, focusable }
}
