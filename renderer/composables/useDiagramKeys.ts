import type { Ref } from 'vue'
import type { DiagramLayout } from '../../shared/diagram/diagram-layout.ts'
import { walk, type Direction } from '../diagram/walk-diagram.ts'
import type { DiagramFolding } from './useDiagramFolding.ts'
import type { useViewport } from './useViewport.ts'

interface Diagram {
  readonly layout: Readonly<Ref<DiagramLayout | null>>
  readonly selection: Ref<string | null>
  readonly port: Pick<ReturnType<typeof useViewport>, 'pan' | 'zoomAt' | 'fit' | 'actualSize'>
  readonly folds: DiagramFolding
  fitSelection(): void
  /** Brings into sight what is selected. */
  reveal(id: string): void
  /** Space on a layer. */
  look(layer: string): void
}

const STRIDE = 80
const STEP = 1.2
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ...{ ArrowDown: 'down', ArrowUp: 'up', ArrowLeft: 'left', ArrowRight: 'right', Home: 'first', End: 'last' },
}
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ...{ ArrowDown: [0, STRIDE], ArrowUp: [0, -STRIDE], ArrowLeft: [-STRIDE, 0], ArrowRight: [STRIDE, 0] },
}

/**
 * Keys of the diagram: arrows walk along the edges, with Shift they pan; Enter folds a block or opens a separable
 * convolution, Space looks into a layer and folds a block; + and - zoom, 0 fits all, 1 is actual size, 2 fits the selection; Escape selects nothing.
 */
export function useDiagramKeys({ layout, selection, port, folds, fitSelection, reveal, look }: Diagram) {
  function act(event: KeyboardEvent): boolean {
    const { key } = event
    const pan = event.shiftKey ? PANS[key] : undefined
    if (pan) port.pan(...pan)
    else if (DIRECTIONS[key]) go(DIRECTIONS[key])
    else if (key === ' ' && selection.value !== null && !folds.isBlock(selection.value)) look(selection.value)
    else if (key === 'Enter' || key === ' ') toggle()
    else if (key === '+' || key === '=') port.zoomAt(STEP)
    else if (key === '-') port.zoomAt(1 / STEP)
    else if (key === '0') port.fit()
    else if (key === '1') port.actualSize()
    else if (key === '2') fitSelection()
    else if (key === 'Escape' && selection.value !== null) selection.value = null
    else return false
    return true
  }

  function go(direction: Direction): void {
    const drawn = layout.value
    const next = drawn && walk(drawn, selection.value, direction)
    if (!next) return
    selection.value = next
    reveal(next)
  }

  function toggle(): void {
    const id = selection.value
    if (id === null) return
    if (folds.isSeparable(id)) folds.toggleOpen(id)
    else if (folds.isBlock(id)) folds.toggle(id)
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (act(event)) event.preventDefault()
  }

  return { press }
}
