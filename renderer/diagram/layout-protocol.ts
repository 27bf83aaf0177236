import type { DiagramLayout, Folding } from '../../shared/diagram/diagram-layout.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'

/** What the page asks of the layout worker, and what it answers. */
export interface LayoutQuestion {
  readonly id: number
  readonly graph: AnyGraph
  readonly folding: Folding
}

export interface LayoutAnswer {
  readonly id: number
  readonly layout: DiagramLayout
}
