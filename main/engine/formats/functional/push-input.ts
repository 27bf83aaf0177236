import { z } from 'zod'
import type { ImportNote } from '../../../../shared/contract/import.ts'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'
import type { FlatLayer } from './flatten-model.ts'
import type { GraphDraft } from './graph-draft.ts'
import { checkResize, type InputResize } from './input-resize.ts'

/** Side of the square that is assumed where a file says that any will do: Xception's own. */
export const ASSUMED_SIZE = 299

/** Shares of red, green and blue in a grey value: ITU-R 601's, as Pillow has them, and Keras by it. */
const GREY = [0.299, 0.587, 0.114]

const anySize = z.int().min(1).max(100_000).nullable()
const inputShape = z.tuple([z.int().nullable(), anySize, anySize, z.int().min(1).max(100_000)])
const inputSchema = z.union([
  z.object({ batch_shape: inputShape }),
  z.object({ batch_input_shape: inputShape }).transform((config) => ({ batch_shape: config.batch_input_shape })),
])

/**
 * Adds the input: square images of three channels. A network for grey ones gets a convolution before it that makes grey of
 * colours, whose kernel is among the constants. Throws `InvalidModel` for any other shape.
 */
export function pushInput(
  draft: GraphDraft,
  layer: FlatLayer,
  resize: InputResize | null,
  notes: ImportNote[],
  constants: Map<string, Float32Array>,
): void {
  const { name, config } = layer
  const what = `layer "${name}" (InputLayer)`
  const { batch_shape: shape } = checkValue(config, inputSchema, what)
  const [, ownHeight, ownWidth, channels] = shape
  if (resize) checkResize(resize, layer, [ownHeight, ownWidth])
  else if (ownHeight === null || ownWidth === null) {
    notes.push({ code: 'input-size-assumed', subject: name, detail: `${ASSUMED_SIZE}` })
  }
  const [height, width] = resize?.size ?? [ownHeight ?? ASSUMED_SIZE, ownWidth ?? ASSUMED_SIZE]
  if (height !== width || (channels !== 3 && channels !== 1)) {
    const received = [height, width, channels].join('x')
    throw new InvalidModel(`${what} takes ${received}; square images of 3 channels, or of 1, are read`)
  }
  draft.push({ name, kind: 'input', attributes: { shape: [height, width, 3] }, inputs: [], block: '' })
  if (channels === 3) return
  const grey = draft.freeName('grey')
  const attributes = { filters: 1, kernelSize: [1, 1], strides: [1, 1], padding: 'valid', useBias: false } as const
  draft.push({ name: grey, kind: 'conv2d', attributes, inputs: [name], block: '' })
  draft.alias(name, grey)
  constants.set(`${grey}/kernel`, Float32Array.from(GREY))
  notes.push({ code: 'grey-input', subject: name, detail: grey })
}
