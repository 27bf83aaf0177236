import type { Box, Point } from './diagram-layout.ts'

const round = (value: number) => Math.round(value * 10) / 10
const pair = ({ x, y }: Point) => `${round(x)} ${round(y)}`

/** A path that goes down through its points, each left and reached upright. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let previous = first
  const parts = rest.map((point) => {
    const { x, y } = previous
    previous = point
    if (Math.abs(x - point.x) < 0.5) return `L ${pair(point)}`
    const middle = (y + point.y) / 2
    return `C ${pair({ x, y: middle })} ${pair({ x: point.x, y: middle })} ${pair(point)}`
  })
  return [`M ${pair(first)}`, ...parts].join(' ')
}

/** A path along horizontal and vertical lines with round corners. */
export function squarePath(points: readonly Point[], radius = 6): string {
  const parts = points.map((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    if (!before) return `M ${pair(point)}`
    if (!after) return `L ${pair(point)}`
    const near = (other: Point) => {
      const distance = Math.hypot(other.x - point.x, other.y - point.y)
      const share = distance === 0 ? 0 : Math.min(radius, distance / 2) / distance
      return { x: point.x + (other.x - point.x) * share, y: point.y + (other.y - point.y) * share }
    }
    return `L ${pair(near(before))} Q ${pair(point)} ${pair(near(after))}`
  })
  return parts.join(' ')
}

/** The box round some points. */
export function boundsOf(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}
