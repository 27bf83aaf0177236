import { stepParts, type PartCategory, type PartWork } from '../../../shared/training/step-parts.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { timeEmptySession, timePart } from './time-part.ts'
import type { SessionOptions } from './time-session.ts'

/** One line of the table: all layers that do the same on the same shapes, measured once. */
export interface LayerTime {
  readonly category: PartCategory
  readonly work: PartWork
  readonly layers: readonly string[]
  /** Of one of them. */
  readonly forwardMs: number
  readonly backwardMs: number
}

/**
 * Times each distinct kernel of a graph at its real shapes, in a compiled graph of its own. (The binding gives no trace
 * of a running session.)
 */
export function timeLayers(
  graph: LayerGraph,
  batch: number,
  options: SessionOptions,
  onProgress: (done: number, total: number) => void = () => undefined,
): readonly LayerTime[] {
  const groups = [...Map.groupBy(stepParts(graph, batch), ({ work }) => JSON.stringify(work)).values()]
  const emptyMs = timeEmptySession()
  return groups.flatMap((parts, index) => {
    const [part] = parts
    if (!part) return []
    const time = timePart(part.work, emptyMs, options)
    onProgress(index + 1, groups.length)
    return [{ category: part.category, work: part.work, layers: parts.map(({ layer }) => layer), ...time }]
  })
}

export interface CategoryTime {
  readonly category: PartCategory
  readonly forwardMs: number
  readonly backwardMs: number
}

const CATEGORIES: readonly PartCategory[] = ['depthwise', 'pointwise', 'convolution', 'normalization', 'rest']

/** What the kinds of layers take in a step, all layers counted. */
export function sumCategories(times: readonly LayerTime[]): readonly CategoryTime[] {
  return CATEGORIES.map((category) => {
    const own = times.filter((time) => time.category === category)
    const sum = (pass: 'forwardMs' | 'backwardMs') =>
      own.reduce((total, time) => total + time.layers.length * time[pass], 0)
    return { category, forwardMs: sum('forwardMs'), backwardMs: sum('backwardMs') }
  })
}
