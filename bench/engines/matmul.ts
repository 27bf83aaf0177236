import type { Engine } from './engine.ts'

export const MATMUL_SIDE = 2048
/** Two for each multiply-add of one product of square matrices. */
export const MATMUL_FLOPS = 2 * MATMUL_SIDE ** 3

/** The machine's own peak, beside every configuration: what a step is held against. */
export const matmul: Engine = {
  family: 'matmul',
  title: 'one large matrix product',
  settings: [{ name: '', options: {}, env: {} }],
  bytesPerImage: 0,
  program: ({ node }) => node,
  script: 'children/matmul-child.ts',
}
