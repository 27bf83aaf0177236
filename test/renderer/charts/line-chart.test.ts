import { describe, expect, test } from 'vitest'
import { DRAWN_POINTS, lineDatasets, lineOptions } from '../../../renderer/charts/line-chart.ts'

const theme = {
  training: 'blue',
  raw: 'lightblue',
  grid: 'grey',
  text: 'black',
  surface: 'white',
  cursor: 'red',
  font: 'sans',
}
const points = Array.from({ length: 5000 }, (_, x) => ({ x: x / 100, y: 1 / (x + 1) }))
const axis = { epochs: 50, logarithmic: false, maximum: null, formatValue: String, compact: false }

describe('lineDatasets', () => {
  const [raw, smooth, validation] = lineDatasets({ raw: points, smooth: points }, [{ x: 1, y: 0.5 }], theme)

  test('draws no more points than a chart is wide', () => {
    expect(raw?.data).toHaveLength(DRAWN_POINTS)
    expect(smooth?.data).toHaveLength(DRAWN_POINTS)
  })

  test('tells training from validation without colour: solid, or dashed with marks', () => {
    expect(smooth?.borderColor).toBe(validation?.borderColor)
    expect(smooth?.borderDash).toBeUndefined()
    expect(smooth?.pointRadius).toBe(0)
    expect(validation?.borderDash).toEqual([5, 4])
    expect(validation?.pointRadius).toBeGreaterThan(0)
  })

  test('draws the raw line fainter and thinner than the smooth one', () => {
    expect(raw?.borderColor).toBe(theme.raw)
    expect(Number(raw?.borderWidth)).toBeLessThan(Number(smooth?.borderWidth))
  })
})

describe('lineOptions', () => {
  test('moves nothing and parses nothing', () => {
    expect(lineOptions(axis, theme)).toMatchObject({ animation: false, parsing: false, normalized: true })
  })

  test('keeps the axis of epochs still while the line grows', () => {
    expect(lineOptions(axis, theme).scales?.['x']).toMatchObject({ min: 0, max: 50 })
  })

  test('a logarithmic axis has no zero', () => {
    expect(lineOptions(axis, theme).scales?.['y']).toMatchObject({ type: 'linear', min: 0 })
    const logarithmic = lineOptions({ ...axis, logarithmic: true }, theme).scales?.['y']
    expect(logarithmic).toMatchObject({ type: 'logarithmic' })
    expect(logarithmic).not.toHaveProperty('min')
  })

  test('accuracy ends at 1', () => {
    expect(lineOptions({ ...axis, maximum: 1 }, theme).scales?.['y']).toMatchObject({ max: 1 })
  })
})
