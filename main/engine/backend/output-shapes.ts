type Shape = readonly number[]

/** NumPy's broadcasting of two shapes. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1]
    return left === 1 ? right : left
  })
}

export function reduced(shape: Shape, axes: Shape, keepDims: boolean): Shape {
  const gone = new Set(axes.map((axis) => (axis + shape.length) % shape.length))
  return keepDims ? shape.map((size, axis) => (gone.has(axis) ? 1 : size)) : shape.filter((_, axis) => !gone.has(axis))
}

/** One size of `wanted` may be -1: what is left over. */
export function reshaped(shape: Shape, wanted: Shape): Shape {
  const product = (sizes: Shape) => sizes.reduce((total, size) => total * size, 1)
  const known = product(wanted.filter((size) => size >= 0))
  return wanted.map((size) => (size >= 0 ? size : product(shape) / known))
}

/** A size of -1 means up to the end. */
export function sliced(shape: Shape, begin: Shape, size: Shape): Shape {
  return size.map((wanted, axis) => (wanted >= 0 ? wanted : (shape[axis] ?? 0) - (begin[axis] ?? 0)))
}

export function strided(begin: Shape, end: Shape, strides: Shape): Shape {
  return begin.map((from, axis) => Math.ceil(((end[axis] ?? 0) - from) / (strides[axis] ?? 1)))
}

export function packed(shape: Shape, count: number, axis: number): Shape {
  return shape.toSpliced(axis < 0 ? axis + shape.length + 1 : axis, 0, count)
}

/** Of matrices, or of batches of them, `[..., rows, columns]`. */
export function matrixProduct(a: Shape, b: Shape, transposeA: unknown, transposeB: unknown): Shape {
  const rows = a.at(transposeA ? -1 : -2) ?? 0
  const columns = b.at(transposeB ? -2 : -1) ?? 0
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns]
}

interface Windowed {
  readonly inputs: readonly { readonly shape: Shape }[]
  attribute(name: string): unknown
}

/** A convolution's or a pooling's output in NHWC, for SAME and VALID. */
export function convolved(call: Windowed, kernel: Shape, filters: (kernel: Shape) => number): Shape {
  const [batch = 0, ...sizes] = (call.inputs[0] as { shape: Shape }).shape
  const strides = call.attribute('strides') as Shape
  const dilations = (call.attribute('dilations') as Shape | undefined) ?? [1, 1, 1, 1]
  const padding = call.attribute('padding')
  if (padding !== 'SAME' && padding !== 'VALID') throw new Error(`no rule for the padding ${String(padding)}`)
  const side = (axis: 0 | 1) => {
    const stride = strides[axis + 1] ?? 1
    const reach = padding === 'SAME' ? 0 : ((kernel[axis] ?? 1) - 1) * (dilations[axis + 1] ?? 1)
    return Math.ceil(((sizes[axis] ?? 0) - reach) / stride)
  }
  return [batch, side(0), side(1), filters(kernel)]
}
