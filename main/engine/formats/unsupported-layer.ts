import type { LayerKind } from '../../../shared/graph/layer-graph.ts'

/** What a writer throws for a layer that its format has no words for; `fileResult` turns it into `layer-unsupported`. */
export class UnsupportedLayer extends Error {
  readonly layer: string
  readonly kind: LayerKind

  constructor(layer: string, kind: LayerKind) {
    super(`${layer} (${kind})`)
    this.layer = layer
    this.kind = kind
  }
}
