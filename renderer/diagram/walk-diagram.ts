import type { Box, DiagramLayout, PlacedBox, PlacedFrame } from '../../shared/diagram/diagram-layout.ts'

export type Direction = 'down' | 'up' | 'left' | 'right' | 'first' | 'last'

/** Where something that can be selected stands: a frame by its block path, a layer by its name. Null where it isn't drawn. */
export function placeOf(layout: DiagramLayout, id: string): Box | null {
  const frame = layout.frames.find((each) => each.id === id)
  if (frame) return frame
  for (const { rows } of layout.boxes) {
    const row = rows.find(({ layer }) => layer === id)
    if (row) return row
  }
  return null
}

/** The frame that is drawn for a module, be it one with its equals. */
export function frameOf(layout: DiagramLayout, block: string): PlacedFrame | undefined {
  return layout.frames.find(({ members }) => members.includes(block))
}

/**
 * The next stop of a walk with the arrow keys, along the edges: down through the lines of a box and on to what reads it, up
 * to what it reads, left and right to the branches beside. Null where there is none.
 */
export function walk(layout: DiagramLayout, from: string | null, direction: Direction): string | null {
  const first = layout.boxes.find(({ frame }) => frame === null)?.id ?? layout.frames[0]?.id ?? null
  if (from === null || direction === 'first') return first
  if (direction === 'last') return layout.frames.at(-1)?.id ?? first
  const frame = layout.frames.find(({ id }) => id === from)
  if (frame) return fromFrame(layout, frame, direction)
  const box = layout.boxes.find(({ rows }) => rows.some(({ layer }) => layer === from))
  if (!box) return first
  if (direction === 'left' || direction === 'right') return beside(layout, box, direction)
  const index = box.rows.findIndex(({ layer }) => layer === from)
  const within = box.rows[index + (direction === 'down' ? 1 : -1)]
  if (within) return within.layer
  return direction === 'down' ? after(layout, box.id, box.frame) : before(layout, box.id, box.frame)
}

function fromFrame(layout: DiagramLayout, frame: PlacedFrame, direction: Direction): string | null {
  if (direction === 'left' || direction === 'right') return null
  if (direction === 'up') return before(layout, frame.id, null)
  // The main way rather than the shortcut, which is beside it.
  const ways = layout.edges.filter(({ from, to }) => from === frame.id && isIn(layout, to, frame.id))
  const entry = ways.find(({ residual }) => !residual) ?? ways[0]
  return entry ? entry.to : after(layout, frame.id, null)
}

const isIn = (layout: DiagramLayout, id: string, frame: string) =>
  layout.boxes.some((box) => box.id === id && box.frame === frame)

/** What reads a box, or what a module's frame leads to. */
function after(layout: DiagramLayout, id: string, frame: string | null): string | null {
  const edge = layout.edges.find(({ from, to }) => from === id && !isIn(layout, to, id))
  if (!edge) return frame === null ? null : after(layout, frame, null)
  return edge.to === frame ? after(layout, frame, null) : edge.to
}

/** What a box reads, the main way rather than the shortcut; a module's frame above its first box. */
function before(layout: DiagramLayout, id: string, frame: string | null): string | null {
  const into = layout.edges.filter(({ from, to }) => to === id && !isIn(layout, from, id))
  const edge = into.find(({ residual }) => !residual) ?? into[0]
  if (!edge || edge.from === frame) return frame ?? edge?.from ?? null
  const box = layout.boxes.find((each) => each.id === edge.from)
  return box?.rows.at(-1)?.layer ?? edge.from
}

/** The nearest box at the same height in the same module. */
function beside(layout: DiagramLayout, box: PlacedBox, direction: 'left' | 'right'): string | null {
  const sign = direction === 'right' ? 1 : -1
  const others = layout.boxes.filter((other) => {
    const level = other.y < box.y + box.height && box.y < other.y + other.height
    return other.frame === box.frame && level && (other.x - box.x) * sign > 0
  })
  const nearest = others.toSorted((a, b) => (a.x - b.x) * sign)[0]
  return nearest?.id ?? null
}
