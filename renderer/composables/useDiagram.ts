import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { CheckpointChoice } from '../../shared/contract/inspection/refs.ts'
import { UNFOLDED, type Folding } from '../../shared/diagram/diagram-layout.ts'
import { blockOf } from '../../shared/diagram/outline.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import { countKnown, type AnyCost } from '../../shared/graph/count-known.ts'
import { diagramBlocks, type DiagramBlock } from '../diagram/diagram-blocks.ts'
import { injected } from './injected.ts'
import type { OpenModelState } from './useOpenModel.ts'
import type { SetupState } from './useSetup.ts'

/** The network that is looked at. */
export interface ShownModel {
  readonly graph: AnyGraph
  readonly cost: AnyCost
  /** The name of its file; null for the network that the next run trains. */
  readonly file: string | null
}

export interface DiagramState {
  /** A model file while one is open, otherwise the chosen network; null while its options can't be built. */
  readonly model: ComputedRef<ShownModel | null>
  readonly blocks: ComputedRef<readonly DiagramBlock[]>
  /** What is drawn small. */
  readonly folding: ShallowRef<Folding>
  /** A block's path or a layer's name. */
  readonly selection: ShallowRef<string | null>
  /** Whose weights the inspector shows, once somebody chose, and of which checkpoint of a run. */
  readonly weightsOf: ShallowRef<{ readonly source: string; readonly checkpoint: CheckpointChoice } | null>
}

/** Larger files are seen folded at first. */
const READABLE_LAYERS = 60

/** What the diagram shows: of which network, what is folded, what is selected. Kept while other places are looked at. */
export function createDiagram(setup: SetupState, files: OpenModelState): DiagramState {
  const folding = shallowRef(UNFOLDED)
  const selection = shallowRef<string | null>(null)
  const model = computed((): ShownModel | null => {
    const file = files.opened.value
    if (file) return { graph: file.graph, cost: countKnown(file.graph), file: file.name }
    return setup.graph.value && { ...setup.graph.value, file: null }
  })
  const blocks = computed(() => (model.value ? diagramBlocks(model.value.graph, model.value.cost) : []))

  let kept = { folding: folding.value, selection: selection.value }
  watch(files.opened, (file, before) => {
    if (!before) kept = { folding: folding.value, selection: selection.value }
    folding.value = file ? firstFolding(file.graph) : kept.folding
    selection.value = file ? null : kept.selection
  })
  // Whoever starts from a model wants to see that.
  watch(setup.start, (start) => start && files.close())
  const weightsOf: DiagramState['weightsOf'] = shallowRef(null)
  watch(files.opened, () => (weightsOf.value = null))
  return { model, blocks, folding, selection, weightsOf }
}

function firstFolding({ nodes }: AnyGraph): Folding {
  if (nodes.length <= READABLE_LAYERS) return UNFOLDED
  return { ...UNFOLDED, folded: [...new Set(nodes.map(blockOf))].filter((id) => id !== null) }
}

export const { provide: provideDiagram, use: useDiagram } = injected<DiagramState>('diagram')
