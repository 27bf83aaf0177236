import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { UNFOLDED, type Folding } from '../../shared/diagram/diagram-layout.ts'
import { diagramBlocks, type DiagramBlock } from '../diagram/diagram-blocks.ts'
import { injected } from './injected.ts'
import type { SetupState } from './useSetup.ts'

export interface DiagramState {
  readonly blocks: ComputedRef<readonly DiagramBlock[]>
  /** What is drawn small. */
  readonly folding: ShallowRef<Folding>
  /** A block's path or a layer's name. */
  readonly selection: ShallowRef<string | null>
}

/** What the diagram shows of the network: what is folded, what is selected. Kept while other places are looked at. */
export function createDiagram(setup: SetupState): DiagramState {
  const blocks = computed(() => {
    const described = setup.graph.value
    return described ? diagramBlocks(described.graph, described.cost) : []
  })
  return { blocks, folding: shallowRef(UNFOLDED), selection: shallowRef<string | null>(null) }
}

export const { provide: provideDiagram, use: useDiagram } = injected<DiagramState>('diagram')
