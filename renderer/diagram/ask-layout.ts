import type { DiagramLayout, Folding } from '../../shared/diagram/diagram-layout.ts'
import { layoutGraph } from '../../shared/diagram/layout-graph.ts'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import type { LayoutAnswer, LayoutQuestion } from './layout-protocol.ts'

/** Layouts of each graph by their folding: going back costs nothing. */
const kept = new WeakMap<AnyGraph, Map<string, DiagramLayout>>()
const MOST_KEPT = 24
/** Graphs up to this size are laid out at once: quicker than asking, and nothing flickers. */
const AT_ONCE = 40

let worker: Worker | null = null
let lastId = 0
let broken = false
const waiting = new Map<number, (layout: DiagramLayout | null) => void>()

/** A layout that is there already or costs next to nothing; null where it has to be asked for. */
export function layoutAtOnce(graph: AnyGraph, folding: Folding): DiagramLayout | null {
  const found = kept.get(graph)?.get(JSON.stringify(folding))
  if (found) return found
  // Where there are no workers there is no frame to be late for either.
  if (graph.nodes.length > AT_ONCE && typeof Worker !== 'undefined') return null
  return keep(graph, folding, layoutGraph(graph, folding))
}

/** A layout from the worker; where that can't start, from the page itself. */
export async function askLayout(graph: AnyGraph, folding: Folding): Promise<DiagramLayout> {
  if (!broken) worker ??= startWorker()
  const question: LayoutQuestion = { id: ++lastId, graph, folding }
  const answer = new Promise<DiagramLayout | null>((resolve) => waiting.set(question.id, resolve))
  if (broken || !worker) return keep(graph, folding, layoutGraph(graph, folding))
  // The copy takes Vue's proxies off, which cannot cross.
  worker.postMessage(JSON.parse(JSON.stringify(question)))
  return keep(graph, folding, (await answer) ?? layoutGraph(graph, folding))
}

function startWorker(): Worker {
  const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
    waiting.get(data.id)?.(data.layout)
    waiting.delete(data.id)
  })
  started.addEventListener('error', () => {
    broken = true
    for (const resolve of waiting.values()) resolve(null)
    waiting.clear()
  })
  return started
}

function keep(graph: AnyGraph, folding: Folding, layout: DiagramLayout): DiagramLayout {
  const layouts = kept.get(graph) ?? new Map<string, DiagramLayout>()
  const [oldest] = layouts.keys()
  if (layouts.size >= MOST_KEPT && oldest !== undefined) layouts.delete(oldest)
  kept.set(graph, layouts.set(JSON.stringify(folding), layout))
  return layout
}
