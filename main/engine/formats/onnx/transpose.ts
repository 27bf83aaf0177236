/** A row-major array with its axes in another order: `axes[i]` is the old axis that becomes axis `i`. */
export function transpose(values: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const sizes = axes.map((axis) => shape[axis] ?? 1)
  const steps = axes.map((axis) => strides[axis] ?? 1)
  const moved = new Float32Array(values.length)
  const index = sizes.map(() => 0)
  let from = 0
  for (let to = 0; to < moved.length; to++) {
    moved[to] = values[from] ?? 0
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis] ?? 0
      index[axis] = (index[axis] ?? 0) + 1
      if ((index[axis] ?? 0) < (sizes[axis] ?? 0)) break
      from -= (steps[axis] ?? 0) * (sizes[axis] ?? 0)
      index[axis] = 0
    }
  }
  return moved
}
