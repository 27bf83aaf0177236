import { layoutGraph } from '../../shared/diagram/layout-graph.ts'
import type { LayoutAnswer, LayoutQuestion } from './layout-protocol.ts'

/** Lays diagrams out beside the page's thread. */
self.addEventListener('message', ({ data }: MessageEvent<LayoutQuestion>) => {
  const answer: LayoutAnswer = { id: data.id, layout: layoutGraph(data.graph, data.folding) }
  self.postMessage(answer)
})
