import type { Page } from 'playwright'

export interface Pixels {
  /** RGB, row by row. */
  readonly bytes: readonly number[]
  /** `[count, height, width, 3]` */
  readonly shape: readonly number[]
  readonly scale: number
  readonly offset: number
}

/** Programs for the page, as text: the test runner would rewrite their imports. */
const PROGRAMS = {
  tfjs: `async ({ bytes, shape, scale, offset }) => {
    await tf.setBackend('cpu')
    const model = await tf.loadLayersModel('model.json')
    return [...model.predict(tf.tensor(bytes, shape).mul(scale).add(offset)).dataSync()]
  }`,
  onnx: `async ({ bytes, shape }) => {
    const ort = await import('./ort.wasm.bundle.min.mjs')
    const session = await ort.InferenceSession.create('model.onnx')
    const images = new ort.Tensor('uint8', Uint8Array.from(bytes), shape)
    return [...(await session.run({ images })).probabilities.data]
  }`,
}

/** Probabilities that an exported model gives in a page of its folder, of images as they are, without a browser's resize. */
export function askExportedPage(page: Page, format: keyof typeof PROGRAMS, pixels: Pixels): Promise<number[]> {
  return page.evaluate<number[]>(`(${PROGRAMS[format]})(${JSON.stringify(pixels)})`)
}
