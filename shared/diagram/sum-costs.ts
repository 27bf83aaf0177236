import { isUncounted, type AnyLayerCost } from '../graph/count-known.ts'

/** Parameters and multiply-adds of some layers together, as far as they are known, and of how many they are not. */
export function sumCosts(layers: readonly AnyLayerCost[]): { parameters: number; macs: number; uncounted: number } {
  const sum = (value: (layer: AnyLayerCost) => number | null) =>
    layers.reduce((total, layer) => total + (value(layer) ?? 0), 0)
  return {
    parameters: sum((layer) => layer.parameters),
    macs: sum((layer) => layer.macs),
    uncounted: layers.filter(isUncounted).length,
  }
}
