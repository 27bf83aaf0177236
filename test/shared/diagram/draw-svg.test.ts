import { expect, test } from 'vitest'
import { UNFOLDED } from '../../../shared/diagram/diagram-layout.ts'
import { drawingSize, drawSvg } from '../../../shared/diagram/draw-svg.ts'
import { layoutGraph } from '../../../shared/diagram/layout-graph.ts'
import { moveEdge } from '../../../shared/diagram/move.ts'
import { xception } from '../../../shared/zoo/xception.ts'

const graph = xception()
const layout = layoutGraph(graph, { ...UNFOLDED, open: ['block2_sepconv1'] })
const svg = drawSvg(layout, { title: 'Xception <299>' })

test('a drawing stands alone: labelled, escaped, without styles, scripts or anything from elsewhere', () => {
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+"/)
  expect(svg).toContain('<title>Xception &lt;299&gt;</title>')
  expect(svg).not.toMatch(/style=|<style|<script|href=|NaN|undefined/)
  for (const words of ['block5 – block12 × 8', '299×299×3', 'Dense 1000, Softmax']) expect(svg).toContain(words)
})

test('a separable convolution is drawn as what its halves do', () => {
  expect(svg).toContain('64 kernels of 3×3, one per channel')
  expect(svg).toContain('64×128 mixing matrix')
})

test('what it shows stands above it, and nothing under that', () => {
  expect(svg).toMatch(/<text x="16" y="22" [^>]*>Xception &lt;299&gt;<\/text>/)
  const { width, height } = drawingSize(layout)
  expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`)
  expect(height).toBeGreaterThan(layout.height + 22)
  expect(svg).toContain(`<g transform="translate(0 ${height - Math.ceil(layout.height)})">`)
})

test('it may be of any size', () => {
  const width = (text: string) => Number(/width="(\d+)"/.exec(text)?.[1])
  expect(width(drawSvg(layout, { title: 'x', scale: 3 }))).toBeCloseTo(3 * width(svg), -1)
})

test('every tag that is opened is closed', () => {
  const opened = [...svg.matchAll(/<\w+(?:>|[^>]*[^/]>)/g)].length
  expect(opened).toBe([...svg.matchAll(/<\/\w+>/g)].length)
})

test('a moved edge moves its path, bounds and label alike', () => {
  const edge = {
    ...{ id: 'e', from: 'a', to: 'b', residual: false },
    path: 'M 0 0 C 0 10.5 -4 10 -4 20 L -4 30',
    bounds: { x: -4, y: 0, width: 4, height: 30 },
    label: { x: 5, y: 13, text: '1×1' },
  }
  expect(moveEdge(edge, { x: 100, y: 1000 })).toMatchObject({
    path: 'M 100 1000 C 100 1010.5 96 1010 96 1020 L 96 1030',
    bounds: { x: 96, y: 1000, width: 4, height: 30 },
    label: { x: 105, y: 1013, text: '1×1' },
  })
})
