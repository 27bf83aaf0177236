import type { Ref } from 'vue'
import type { Folding } from '../../shared/diagram/diagram-layout.ts'
import { blockOf } from '../../shared/diagram/outline.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import { coveredBy } from '../diagram/covered-by.ts'

/** What folds and unfolds in a diagram. */
export function useDiagramFolding(graph: () => AnyGraph, folding: Ref<Folding>) {
  const toggled = (list: readonly string[], id: string) =>
    list.includes(id) ? list.filter((each) => each !== id) : [...list, id]
  const change = (part: Partial<Folding>) => (folding.value = { ...folding.value, ...part })

  return {
    toggle: (id: string) => change({ folded: toggled(folding.value.folded, id) }),
    toggleApart: (id: string) => change({ apart: toggled(folding.value.apart, id) }),
    toggleOpen: (layer: string) => change({ open: toggled(folding.value.open, layer) }),
    foldAll: () => change({ folded: [...new Set(graph().nodes.map(blockOf))].filter((id) => id !== null) }),
    unfoldAll: () => change({ folded: [] }),
    isBlock: (id: string) => graph().nodes.some((node) => blockOf(node) === id),
    isSeparable: (id: string) => graph().nodes.some(({ name, kind }) => name === id && kind === 'separableConv2d'),
    isFolded: (id: string) => folding.value.folded.includes(id),
    /** Unfolds what a layer or block is hidden by. */
    uncover(id: string) {
      const { block, run } = coveredBy(graph(), id)
      const folded = folding.value.folded.filter((each) => each !== block || each === id)
      const apart =
        run !== null && !folding.value.apart.includes(run) ? [...folding.value.apart, run] : folding.value.apart
      if (folded.length !== folding.value.folded.length || apart !== folding.value.apart) change({ folded, apart })
    },
  }
}

export type DiagramFolding = ReturnType<typeof useDiagramFolding>
