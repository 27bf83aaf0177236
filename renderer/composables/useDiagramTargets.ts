import { shallowRef, watch, type Ref } from 'vue'
import type { DiagramLayout } from '../../shared/diagram/diagram-layout.ts'
import { frameOf, placeOf } from '../diagram/walk-diagram.ts'
import type { DiagramFolding } from './useDiagramFolding.ts'
import type { Viewport } from './useViewport.ts'

interface Parts {
  readonly layout: Readonly<Ref<DiagramLayout | null>>
  readonly selection: Ref<string | null>
  readonly port: Viewport
  readonly folds: DiagramFolding
}

/** Brings layers and blocks into sight. */
export function useDiagramTargets({ layout, selection, port, folds }: Parts) {
  /** What is to be seen once it is laid out. */
  const waiting = shallowRef<string | null>(null)
  watch([waiting, layout], ([target, drawn]) => {
    const place = target !== null && drawn ? placeOf(drawn, target) : null
    if (!place) return
    port.reveal(place)
    waiting.value = null
  })

  function fitSelection(): void {
    const place = selection.value !== null && layout.value ? placeOf(layout.value, selection.value) : null
    if (place) port.fitTo(place)
  }

  return {
    fitSelection,
    /** Moves to it as soon as it is drawn. */
    reveal: (target: string) => (waiting.value = target),
    /** Unfolds what hides it, selects it and moves to it. */
    show(target: string): void {
      folds.uncover(target)
      selection.value = target
      waiting.value = target
    },
    /** Fills the diagram with a block, or with the one that stands for it and its equals; with everything for null. */
    focus(block: string | null): void {
      selection.value = block !== null && layout.value ? (frameOf(layout.value, block)?.id ?? block) : null
      if (selection.value === null) port.fit()
      else fitSelection()
    },
  }
}
