import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { predict } from '../model/predict.ts'
import type { CamTarget } from './grad-cam.ts'
import type { InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'

/** Asked before each piece of long work: lets others have their turn; false when it is to end. */
export type Turn = (done: number, total: number) => Promise<boolean>

/** Mid-grey: zero for a network whose pixels are scaled to -1..1. */
const GREY = 128

/** Cells of one call. */
const PIECE = 8

/**
 * How much of a class' probability is lost when a cell of the image is grey (Zeiler and Fergus, arXiv:1311.2901), for each
 * cell of a `cells` x `cells` grid. `cancelled` when the turn says so.
 */
export async function occlude(
  model: InspectedModel,
  image: LoadedImage,
  { classIndex, againstIndex }: CamTarget,
  cells: number,
  turn: Turn,
): Promise<Result<{ values: Float32Array; size: [number, number] }>> {
  const { size } = image
  const side = Math.min(cells, size)
  const score = (probabilities: Float32Array, row: number) => {
    const at = (index: number) => probabilities[row * model.labels.length + index] ?? 0
    return at(classIndex) - (againstIndex === undefined ? 0 : at(againstIndex))
  }
  const network = { graph: model.graph, specs: [], weights: model.weights, dispose: () => undefined }
  const whole = score(predict(network, image.pixels, 1), 0)
  const values = new Float32Array(side * side)
  for (let from = 0; from < values.length; from += PIECE) {
    if (!(await turn(from, values.length))) return fail('cancelled', {})
    const count = Math.min(PIECE, values.length - from)
    const pixels = new Uint8Array(count * image.pixels.length)
    for (let row = 0; row < count; row++) {
      pixels.set(covered(image, from + row, side), row * image.pixels.length)
    }
    const probabilities = predict(network, pixels, count)
    for (let row = 0; row < count; row++) values[from + row] = whole - score(probabilities, row)
  }
  return succeed({ values, size: [side, side] })
}

/** The image with one cell of the grid grey. */
function covered({ pixels, size }: LoadedImage, cell: number, side: number): Uint8Array {
  const changed = pixels.slice()
  const edge = (position: number) => Math.round((position * size) / side)
  const [row, column] = [Math.floor(cell / side), cell % side]
  for (let y = edge(row); y < edge(row + 1); y++) {
    changed.fill(GREY, (y * size + edge(column)) * 3, (y * size + edge(column + 1)) * 3)
  }
  return changed
}
