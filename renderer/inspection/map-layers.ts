import { inferShapes } from '../../shared/graph/infer-shapes.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'

const TELLING: ReadonlySet<string> = new Set(['conv2d', 'depthwiseConv2d', 'separableConv2d', 'activation', 'add'])

/** The layers of a network whose maps say something, from the image on. */
export function mapLayers(graph: LayerGraph | null): readonly string[] {
  if (!graph) return []
  const shapes = inferShapes(graph)
  return graph.nodes
    .filter(({ name, kind }) => TELLING.has(kind) && shapes.get(name)?.length === 3)
    .map(({ name }) => name)
}
