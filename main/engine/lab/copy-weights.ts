import type { Pair } from '../../../shared/graph/layer-graph.ts'
import type { ModuleOptions } from '../../../shared/zoo/module-options.ts'
import type { WeightMap } from '../model/weight-map.ts'

/**
 * Weights of the segmented module (Fig. 3) that make it the same function as a simplified one (Fig. 2): the towers' 1x1
 * kernels side by side are the large 1x1, and each tower's spatial kernel is its segment's.
 */
export function segmentedWeights(simplified: WeightMap, options: ModuleOptions): WeightMap {
  const { channels, filters, segments, kernel } = options
  const towers = Array.from({ length: segments }, (_, index) => `tower${index + 1}`)
  const of = (key: string) => simplified.get(key) as Float32Array
  const pointwise = sideBySide(
    towers.map((tower) => of(`${tower}_1x1/kernel`)),
    channels,
  )
  if (segments === 1) return new Map([...ofPointwise(pointwise), ['output/kernel', of('output/kernel')]])
  const spatial = towers.map((tower) => of(`${tower}_spatial/kernel`))
  if (segments === filters) {
    return new Map([...ofPointwise(pointwise), ['output/kernel', sideBySide(spatial, kernel * kernel)]])
  }
  return new Map([
    ...ofPointwise(pointwise),
    ...spatial.map((values, index) => [`segment${index + 1}_spatial/kernel`, values] as const),
  ])
}

const ofPointwise = (kernel: Float32Array) => [['pointwise/kernel', kernel]] as const

/** Kernels of equal size joined along their last axis; `rows` is what stands before it. */
function sideBySide(kernels: readonly Float32Array[], rows: number): Float32Array {
  const width = (kernels[0]?.length ?? 0) / rows
  const joined = new Float32Array(rows * width * kernels.length)
  kernels.forEach((kernel, index) => {
    for (let row = 0; row < rows; row++) {
      joined.set(kernel.subarray(row * width, (row + 1) * width), (row * kernels.length + index) * width)
    }
  })
  return joined
}

/**
 * The plain kernel `[side, side, channels, filters]` that a depthwise one `[side, side, n, 1]` and a pointwise one
 * `[1, 1, channels, filters]` make together, with nothing between them: `depthwise · pointwise`, where the depthwise
 * half has the input's channels when it comes first and the output's when it comes last.
 */
export function composedKernel(
  depthwise: Float32Array,
  pointwise: Float32Array,
  side: number,
  [channels, filters]: Pair,
  order: 'depthwise-first' | 'pointwise-first',
): Float32Array {
  const composed = new Float32Array(side * side * channels * filters)
  const width = order === 'depthwise-first' ? channels : filters
  composed.forEach((_, index) => {
    const filter = index % filters
    const channel = Math.floor(index / filters) % channels
    const place = Math.floor(index / (filters * channels))
    const own = order === 'depthwise-first' ? channel : filter
    composed[index] = (depthwise[place * width + own] ?? NaN) * (pointwise[channel * filters + filter] ?? NaN)
  })
  return composed
}
