import type { Engine } from './engine.ts'

export const stockTfjs: Engine = {
  family: 'stock-tfjs',
  title: 'stock tfjs-node',
  settings: [
    { name: 'oneDNN on', options: {}, env: { TF_ENABLE_ONEDNN_OPTS: '1' } },
    { name: 'oneDNN off', options: {}, env: { TF_ENABLE_ONEDNN_OPTS: '0', TF_CPU_ALLOCATOR_USE_BFC: '0' } },
  ],
  slow: true,
  bytesPerImage: 1300e6,
  program: ({ node }) => node,
  script: 'children/stock-tfjs-child.ts',
  preparation: 'children/write-tfjs-model.ts',
}
