import { describe, expect, it } from 'vitest'
import { arrangePictures, enlarge, enlargeTo, mapPicture } from '../../../shared/pictures/arrange-pictures.ts'
import { axisAround, axisFromZero, roundTicks, type Chart } from '../../../shared/pictures/chart.ts'
import { drawChart } from '../../../shared/pictures/draw-chart.ts'
import { drawMatrix } from '../../../shared/pictures/draw-matrix.ts'

const chart: Chart = {
  title: 'A < B & "C"',
  x: { title: 'Channel', low: 0, high: 2 },
  y: { title: 'Weight', low: -1, high: 1 },
  hue: 'pointwise',
  marks: [
    { kind: 'bar', from: 0, to: 1, base: 0, value: -1 },
    { kind: 'point', x: 2, y: 1 },
    { kind: 'guide', from: [0, -1], to: [2, 1] },
  ],
}

describe('a chart', () => {
  it('is a file with its title, both axes and their numbers, and nothing that a policy forbids', () => {
    const { svg, width, height } = drawChart(chart, { width: 200, height: 100 })
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`)
    expect(svg).toContain('<title>A &lt; B &amp; &quot;C&quot;</title>')
    for (const text of ['Channel', 'Weight', '-1', '0.5']) expect(svg).toContain(`>${text}<`)
    expect(svg).not.toMatch(/<style|<script|style=/)
  })

  it('puts what it draws where its numbers are', () => {
    const { svg } = drawChart(chart, { width: 200, height: 100 })
    // The plot begins at 64, 36; zero is in its middle.
    expect(svg).toContain('<rect x="64.5" y="86" width="99.00" height="50" fill="#b4540a"/>')
    expect(svg).toContain('<circle cx="264" cy="36"')
    expect(svg).toContain('<line x1="64" y1="136" x2="264" y2="36"')
  })

  it('leaves out names that would touch', () => {
    const names = Array.from({ length: 100 }, (_, at) => ({ at: at + 0.5, text: `layer${at}` }))
    const { svg } = drawChart({ ...chart, x: { title: '', low: 0, high: 100, names } }, { width: 200, height: 100 })
    expect(svg.match(/>layer\d+</g)?.length).toBeGreaterThan(10)
    expect(svg.match(/>layer\d+</g)?.length).toBeLessThan(17)
  })

  it('counts in round numbers', () => {
    expect(roundTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(roundTicks(-3, 8)).toEqual([-2, 0, 2, 4, 6, 8])
    expect(roundTicks(2, 2)).toEqual([2])
  })

  it('ends its axes at round numbers that hold everything', () => {
    expect(axisFromZero([0.3, 1.93])).toEqual({ low: 0, high: 2 })
    expect(axisFromZero([-0.51, 0.2])).toEqual({ low: -0.6, high: 0.2 })
    expect(axisFromZero([])).toEqual({ low: 0, high: 1 })
    expect(axisAround([5.1, 5.9])).toEqual({ low: 5, high: 6 })
    expect(axisAround([7])).toEqual({ low: 0, high: 1 })
  })
})

describe('a matrix', () => {
  it('has the counts of its cells, the stronger the larger their share of the row', () => {
    const { svg } = drawMatrix({
      ...{ title: 'Confusion', rows: 'true', columns: 'taken for', labels: ['cat', 'dog'] },
      counts: [
        [3, 1],
        [0, 5],
      ],
    })
    expect(svg.match(/>(3|1|5)<\/text>/g)).toHaveLength(3)
    expect(svg).toContain('fill-opacity="0.550"')
    expect(svg.match(/>(cat|dog)</g)).toHaveLength(4)
  })
})

describe('pictures', () => {
  const map = mapPicture(Uint8Array.of(0, 255), [1, 2], 'viridis')

  it('grow in whole pixels', () => {
    const large = enlarge(map, 2)
    expect([large.width, large.height]).toEqual([4, 2])
    expect([...large.pixels.subarray(0, 3)]).toEqual([...large.pixels.subarray(15, 18)])
    expect(enlargeTo(map, 7).width).toBe(6)
    expect(enlargeTo(map, 1)).toEqual(map)
  })

  it('stand in rows on white', () => {
    const { width, height, pixels } = arrangePictures([[map, map], [map]])
    expect([width, height]).toEqual([4 + 2 * 6, 4 + 2 * 5])
    const at = (x: number, y: number) => [...pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]
    expect(at(0, 0)).toEqual([255, 255, 255])
    expect(at(4, 4)).toEqual([...map.pixels.subarray(0, 3)])
    expect(at(11, 4)).toEqual([...map.pixels.subarray(3, 6)])
    expect(at(10, 9)).toEqual([255, 255, 255])
  })
})
