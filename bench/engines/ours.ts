import type { Engine } from './engine.ts'

export const ours: Engine = {
  family: 'ours',
  title: 'Xception Workbench',
  settings: [{ name: '', options: {}, env: {} }],
  bytesPerImage: 400e6,
  program: ({ node }) => node,
  script: 'children/ours-child.ts',
}
