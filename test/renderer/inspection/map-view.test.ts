import { describe, expect, it } from 'vitest'
import { fieldBox } from '../../../renderer/inspection/field-box.ts'
import {
  cellAt,
  middleOf,
  panBy,
  panTo,
  spotAt,
  stepFrom,
  WHOLE,
  zoomAbout,
} from '../../../renderer/inspection/map-view.ts'

const size = [12, 24] as const

describe('the view of linked maps', () => {
  it('holds the spot that it is enlarged about', () => {
    const spot = { down: 0.25, right: 0.75 }
    const view = zoomAbout(WHOLE, 2, spot, size)
    expect(view.zoom).toBe(2)
    expect(spotAt(view, spot)).toEqual(spot)
    expect(zoomAbout(view, 0.5, spot, size)).toEqual(WHOLE)
  })

  it('never leaves the map, and never enlarges a value to more than a third of the picture', () => {
    expect(zoomAbout(WHOLE, 1000, { down: 0, right: 0 }, size)).toEqual({ down: 0, right: 0, zoom: 8 })
    expect(zoomAbout(WHOLE, 0.1, { down: 0.5, right: 0.5 }, size)).toEqual(WHOLE)
    const view = zoomAbout(WHOLE, 4, { down: 0.5, right: 0.5 }, size)
    expect(panBy(view, 9, -9)).toEqual({ down: 0, right: 0.75, zoom: 4 })
  })

  it('moves no further than it takes to have a spot in sight', () => {
    const view = zoomAbout(WHOLE, 4, { down: 0, right: 0 }, size)
    expect(panTo(view, { down: 0.1, right: 0.1 })).toEqual(view)
    const moved = panTo(view, { down: 0.9, right: 0.1 })
    expect(moved.right).toBe(0)
    expect(0.9 - moved.down).toBeLessThanOrEqual(0.25)
    expect(moved.down).toBeGreaterThan(0.6)
  })

  it('walks from value to value, stops at the edges, and begins in the middle', () => {
    const middle = stepFrom(null, 0, 1, size)
    expect(cellAt(middle, size)).toEqual({ row: 6, column: 12 })
    expect(cellAt(stepFrom(middle, 1, -1, size), size)).toEqual({ row: 7, column: 11 })
    const corner = middleOf({ row: 0, column: 23 }, size)
    expect(cellAt(stepFrom(corner, -1, 1, size), size)).toEqual({ row: 0, column: 23 })
  })
})

describe('the receptive field', () => {
  const field = { start: [-3, -3], stride: [4, 4], size: [9, 9] } satisfies Parameters<typeof fieldBox>[0]

  it('is cut where it reaches over the image', () => {
    expect(fieldBox(field, 32, { row: 0, column: 1 })).toEqual({
      ...{ top: '0%', height: '18.75%', left: '3.125%', width: '28.125%' },
    })
  })

  it('is none of a layer that sees the whole image, or without a value', () => {
    expect(fieldBox(null, 32, { row: 0, column: 0 })).toBeNull()
    expect(fieldBox(field, 32, null)).toBeNull()
  })
})
