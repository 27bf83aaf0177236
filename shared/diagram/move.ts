import type { PlacedBox, PlacedEdge, Point } from './diagram-layout.ts'

/** A box, moved. */
export function moveBox(box: PlacedBox, by: Point): PlacedBox {
  const rows = box.rows.map((row) => ({ ...row, x: row.x + by.x, y: row.y + by.y }))
  return { ...box, x: box.x + by.x, y: box.y + by.y, rows }
}

/** An edge, moved with its path, which holds nothing but letters and pairs of coordinates. */
export function moveEdge(edge: PlacedEdge, by: Point): PlacedEdge {
  let isX = false
  const path = edge.path.replaceAll(/-?\d+(\.\d+)?/g, (number) => {
    isX = !isX
    return String(Math.round((Number(number) + (isX ? by.x : by.y)) * 10) / 10)
  })
  const bounds = { ...edge.bounds, x: edge.bounds.x + by.x, y: edge.bounds.y + by.y }
  const label = edge.label && { ...edge.label, x: edge.label.x + by.x, y: edge.label.y + by.y }
  return { ...edge, path, bounds, label }
}
