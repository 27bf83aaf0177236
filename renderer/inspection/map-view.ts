/** A place on a map, as shares of its height and width from its top left, 0..1: the same place on maps of any size. */
export interface Spot {
  readonly down: number
  readonly right: number
}

/** The part of a map that is in sight: its top left, and how many times it is enlarged. */
export interface MapView extends Spot {
  readonly zoom: number
}

/** `[rows, columns]` of a map. */
export type MapSize = readonly [number, number]

export interface Cell {
  readonly row: number
  readonly column: number
}

export const WHOLE: MapView = { down: 0, right: 0, zoom: 1 }

/** A value is never drawn larger than a third of the picture. */
const mostZoom = ([rows, columns]: MapSize) => Math.max(1, Math.max(rows, columns) / 3)

/** The view stays on the map. */
function held({ down, right, zoom }: MapView): MapView {
  const most = 1 - 1 / zoom
  const within = (value: number) => Math.min(most, Math.max(0, value))
  return { down: within(down), right: within(right), zoom }
}

/** Enlarges by a factor about a spot of the map, which stays where it is. */
export function zoomAbout(view: MapView, factor: number, spot: Spot, size: MapSize): MapView {
  const zoom = Math.min(mostZoom(size), Math.max(1, view.zoom * factor))
  const start = (at: number, from: number) => at - ((at - from) * view.zoom) / zoom
  return held({ down: start(spot.down, view.down), right: start(spot.right, view.right), zoom })
}

/** Moves by shares of the picture: what was seen at the top left is then so far down and to the right. */
export function panBy(view: MapView, down: number, right: number): MapView {
  return held({ down: view.down - down / view.zoom, right: view.right - right / view.zoom, zoom: view.zoom })
}

/** Moves as little as it takes to have a spot in sight. */
export function panTo(view: MapView, spot: Spot, margin = 0.1): MapView {
  const side = 1 / view.zoom
  const start = (at: number, from: number) => Math.max(at - side * (1 - margin), Math.min(at - side * margin, from))
  return held({ down: start(spot.down, view.down), right: start(spot.right, view.right), zoom: view.zoom })
}

/** What is seen at shares of the picture. */
export function spotAt(view: MapView, seen: Spot): Spot {
  return { down: view.down + seen.down / view.zoom, right: view.right + seen.right / view.zoom }
}

/** The value that a spot belongs to. */
export function cellAt({ down, right }: Spot, [rows, columns]: MapSize): Cell {
  const at = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)))
  return { row: at(down, rows), column: at(right, columns) }
}

/** The middle of a value. */
export function middleOf({ row, column }: Cell, [rows, columns]: MapSize): Spot {
  return { down: (row + 0.5) / rows, right: (column + 0.5) / columns }
}

/** The value beside that of a spot; the middle of the map where there is no spot yet. */
export function stepFrom(spot: Spot | null, down: number, right: number, size: MapSize): Spot {
  if (!spot) return middleOf(cellAt({ down: 0.5, right: 0.5 }, size), size)
  const { row, column } = cellAt(spot, size)
  const within = (at: number, count: number) => Math.min(count - 1, Math.max(0, at))
  return middleOf({ row: within(row + down, size[0]), column: within(column + right, size[1]) }, size)
}
