import type { Certificate } from '../../../../shared/contract/export.ts'

export type Input = NonNullable<Certificate['input']>

/** JavaScript that makes `x`, what a model takes, of `pixels`, RGB bytes. */
export function inputLines({ values, layout }: Input): readonly string[] {
  if (values === 'pixels') return ['const x = Uint8Array.from(pixels) // the preprocessing is inside the model']
  const scaled = 'Float32Array.from(pixels, (value) => value * contract.scale + contract.offset)'
  if (layout === 'nhwc') return [`const x = ${scaled}`]
  return [
    `const scaled = ${scaled}`,
    'const area = height * width',
    'const x = scaled.map((_, index) => scaled[(index % area) * 3 + Math.floor(index / area)])',
  ]
}

/** JavaScript of the shape of one image. */
export const inputShape = ({ layout }: Input): string =>
  layout === 'nchw' ? '[1, 3, height, width]' : '[1, height, width, 3]'
