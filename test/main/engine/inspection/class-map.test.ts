import { describe, expect, it } from 'vitest'
import { createActivations } from '../../../../main/engine/inspection/activations.ts'
import { classMap } from '../../../../main/engine/inspection/class-map.ts'
import { inspectModel, type InspectedModel } from '../../../../main/engine/inspection/inspected-model.ts'
import type { LoadedImage } from '../../../../main/engine/inspection/load-image.ts'
import { createGraphBuilder } from '../../../../shared/graph/graph-builder.ts'
import { XCEPTION_PREPROCESSING } from '../../../../shared/graph/layer-graph.ts'
import { valueOf } from './inspected-run.ts'

const SIZE = 32
const always = () => Promise.resolve(true)

/** A network made by hand: class 0 is where it is red, class 1 where it is blue. */
function colourNetwork(): InspectedModel {
  const build = createGraphBuilder('colours')
  build.block('body')
  const window = { kernelSize: [3, 3], padding: 'same', useBias: false } as const
  let x = build.input('input', [SIZE, SIZE, 3])
  x = build.conv2d('find', x, { ...window, filters: 2, strides: [2, 2] })
  x = build.activation('found', x, 'relu')
  build.block('head')
  x = build.globalAveragePooling2d('mean', x)
  x = build.dense('predictions', x, { units: 2, useBias: false, activation: 'softmax' })
  // Filter 0: red and not blue; filter 1 the other way round.
  const find = new Float32Array(3 * 3 * 3 * 2).map((_, at) => {
    const [colour, filter] = [Math.floor(at / 2) % 3, at % 2]
    return colour === 1 ? 0 : (colour === 0) === (filter === 0) ? 1 : -1
  })
  const weights = new Map([
    ['find/kernel', find],
    ['predictions/kernel', Float32Array.from([1, 0, 0, 1])],
  ])
  const graph = build.finish([x], XCEPTION_PREPROCESSING)
  return valueOf(inspectModel({ graph, weights, labels: ['red', 'blue'] }, { key: 'colours', run: null }))
}

/** Grey, with a red square and a blue one at [row, column], 8 pixels wide. */
function squares(red: readonly [number, number], blue: readonly [number, number]): LoadedImage {
  const pixels = new Uint8Array(SIZE * SIZE * 3).fill(127)
  const paint = ([row, column]: readonly [number, number], colour: readonly number[]) => {
    for (let y = row; y < row + 8; y++) for (let x = column; x < column + 8; x++) pixels.set(colour, (y * SIZE + x) * 3)
  }
  paint(red, [255, 0, 0])
  paint(blue, [0, 0, 255])
  return { key: `${red.join()}-${blue.join()}`, name: 'squares', width: SIZE, height: SIZE, size: SIZE, pixels }
}

/** Share of a map's sum that lies in a square of 8 pixels of the image. */
function shareIn(overlay: Uint8Array, [row, column]: readonly [number, number]): number {
  let inside = 0
  overlay.forEach((value, at) => {
    const [y, x] = [Math.floor(at / SIZE), at % SIZE]
    if (y >= row - 2 && y < row + 10 && x >= column - 2 && x < column + 10) inside += value
  })
  return inside / overlay.reduce((sum, value) => sum + value, 0)
}

const PLACES = [
  [
    [2, 3],
    [20, 21],
  ],
  [
    [22, 4],
    [3, 20],
  ],
  [
    [12, 20],
    [12, 2],
  ],
] as const

describe.each(['grad-cam', 'occlusion'] as const)('%s', (method) => {
  it('finds the known object of each class', async () => {
    const model = colourNetwork()
    const activations = createActivations()
    for (const [red, blue] of PLACES) {
      const image = squares(red, blue)
      for (const [classIndex, place] of [red, blue].entries()) {
        const options = { method, classIndex, cells: 8 }
        const map = valueOf(await classMap(model, image, options, activations, always))
        expect(map.label).toBe(['red', 'blue'][classIndex])
        expect(shareIn(map.overlay, place)).toBeGreaterThan(0.9)
      }
    }
    activations.clear()
    model.dispose()
  })
})

it('says why not another class, and refuses classes and layers that are not there', async () => {
  const model = colourNetwork()
  const activations = createActivations()
  const [red, blue] = PLACES[0]
  const ask = (more: object) =>
    classMap(model, squares(red, blue), { method: 'grad-cam', cells: 8, ...more }, activations, always)
  const against = valueOf(await ask({ classIndex: 1, againstIndex: 0 }))
  expect(against.against?.label).toBe('red')
  expect(shareIn(against.overlay, blue)).toBeGreaterThan(0.9)
  expect(await ask({ classIndex: 2 })).toMatchObject({ error: { code: 'option-invalid', data: { option: 'class' } } })
  expect(await ask({ layer: 'mean' })).toMatchObject({ error: { code: 'option-invalid', data: { option: 'layer' } } })
  expect(await ask({ layer: 'none' })).toMatchObject({ error: { code: 'layer-unknown' } })
  activations.clear()
  model.dispose()
})

it('ends when it is told to', async () => {
  const model = colourNetwork()
  const activations = createActivations()
  const image = squares(...PLACES[0])
  const turns: number[] = []
  const turn = (done: number) => Promise.resolve(turns.push(done) < 3)
  const ended = await classMap(model, image, { method: 'occlusion', cells: 8 }, activations, turn)
  expect(ended).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  expect(turns).toEqual([0, 8, 16])
  activations.clear()
  model.dispose()
})
