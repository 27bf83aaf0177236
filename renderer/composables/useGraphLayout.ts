import { shallowRef, watchEffect, type ShallowRef } from 'vue'
import type { DiagramLayout, Folding } from '../../shared/diagram/diagram-layout.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import { askLayout, layoutAtOnce } from '../diagram/ask-layout.ts'

/** The layout of a graph, by a worker; the former one stays until the next is there. */
export function useGraphLayout(graph: () => AnyGraph, folding: () => Folding): ShallowRef<DiagramLayout | null> {
  const layout = shallowRef<DiagramLayout | null>(null)
  let newest = 0
  watchEffect(() => {
    const [asked, how] = [graph(), folding()]
    const own = ++newest
    const known = layoutAtOnce(asked, how)
    if (known) layout.value = known
    else {
      void askLayout(asked, how).then((answer) => {
        if (own === newest) layout.value = answer
      })
    }
  })
  return layout
}
