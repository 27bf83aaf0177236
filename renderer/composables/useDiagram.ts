import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { diagramBlocks, type DiagramBlock } from '../diagram/diagram-blocks.ts'
import { layoutDiagram, type DiagramLayout } from '../diagram/layout-diagram.ts'
import { injected } from './injected.ts'
import type { SetupState } from './useSetup.ts'

export interface DiagramState {
  readonly blocks: ComputedRef<readonly DiagramBlock[]>
  readonly layout: ComputedRef<DiagramLayout>
  /** A block's path or a layer's name. */
  readonly selection: ShallowRef<string | null>
  readonly middleAsOne: ShallowRef<boolean>
  toggle(blockId: string): void
  foldAll(): void
  unfoldAll(): void
}

/** What the diagram shows of the network: what is folded, what is selected. Kept while other places are looked at. */
export function createDiagram(setup: SetupState): DiagramState {
  const folded = shallowRef<ReadonlySet<string>>(new Set())
  const middleAsOne = shallowRef(true)
  const selection = shallowRef<string | null>(null)
  const blocks = computed(() => {
    const described = setup.graph.value
    return described ? diagramBlocks(described.graph, described.cost) : []
  })
  return {
    blocks,
    layout: computed(() => layoutDiagram(blocks.value, { folded: folded.value, middleAsOne: middleAsOne.value })),
    selection,
    middleAsOne,
    toggle(blockId) {
      const next = new Set(folded.value)
      if (!next.delete(blockId)) next.add(blockId)
      folded.value = next
    },
    foldAll() {
      folded.value = new Set(blocks.value.map((block) => block.id))
    },
    unfoldAll() {
      folded.value = new Set()
    },
  }
}

export const { provide: provideDiagram, use: useDiagram } = injected<DiagramState>('diagram')
