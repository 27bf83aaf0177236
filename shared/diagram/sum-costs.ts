import type { LayerCost } from '../graph/count-cost.ts'

/** Parameters and multiply-adds of some layers together. */
export function sumCosts(layers: readonly LayerCost[]): { parameters: number; macs: number } {
  const sum = (value: (layer: LayerCost) => number) => layers.reduce((total, layer) => total + value(layer), 0)
  return { parameters: sum((layer) => layer.parameters), macs: sum((layer) => layer.macs) }
}
