import { expect, test } from 'vitest'
import { createDrawQueue } from '../../../renderer/charts/draw-queue.ts'

/** Frames that come when the test says so. */
function frames() {
  const asked: (() => void)[] = []
  return { ask: (draw: () => void) => asked.push(draw), next: () => asked.shift()?.(), waiting: () => asked.length }
}

test('draws one chart a frame, each once however often it asked', () => {
  const { ask, next, waiting } = frames()
  const drawn: string[] = []
  const a = () => drawn.push('a')
  const b = () => drawn.push('b')
  const drawSoon = createDrawQueue(ask)
  for (const draw of [a, b, a, b, a]) drawSoon(draw)
  next()
  expect(drawn).toEqual(['a'])
  next()
  expect(drawn).toEqual(['a', 'b'])
  expect(waiting()).toBe(0)
})

test('a chart that asks while it is drawn comes after those that wait', () => {
  const { ask, next, waiting } = frames()
  const drawn: string[] = []
  const drawSoon = createDrawQueue(ask)
  const b = () => drawn.push('b')
  const a = () => {
    drawn.push('a')
    if (drawn.length === 1) drawSoon(a)
  }
  drawSoon(a)
  drawSoon(b)
  for (let frame = 0; frame < 5; frame++) next()
  expect(drawn).toEqual(['a', 'b', 'a'])
  expect(waiting()).toBe(0)
})
