export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Largest-triangle-three-buckets (S. Steinarsson, 2013): keeps the first, the last and, of each bucket, the point that
 * spans the largest triangle with its neighbours, so that peaks survive. Fewer points than `target` come back as they are.
 */
export function decimate(points: readonly Point[], target: number): readonly Point[] {
  const first = points[0]
  const last = points.at(-1)
  if (points.length <= target || target < 3 || !first || !last) return points
  const kept = [first]
  const bucket = (points.length - 2) / (target - 2)
  let previous = first
  for (let index = 0; index < target - 2; index++) {
    const from = Math.floor(index * bucket) + 1
    const to = Math.floor((index + 1) * bucket) + 1
    const next = average(points, to, Math.min(points.length, Math.floor((index + 2) * bucket) + 1))
    previous = largest(points, from, to, previous, next)
    kept.push(previous)
  }
  kept.push(last)
  return kept
}

function average(points: readonly Point[], from: number, to: number): Point {
  let x = 0
  let y = 0
  for (let index = from; index < to; index++) {
    const point = points[index] as Point
    x += point.x
    y += point.y
  }
  return { x: x / (to - from), y: y / (to - from) }
}

function largest(points: readonly Point[], from: number, to: number, a: Point, c: Point): Point {
  let best = points[from] as Point
  let bestArea = -1
  for (let index = from; index < to; index++) {
    const b = points[index] as Point
    const area = Math.abs((a.x - c.x) * (b.y - a.y) - (a.x - b.x) * (c.y - a.y))
    if (area > bestArea) {
      bestArea = area
      best = b
    }
  }
  return best
}
