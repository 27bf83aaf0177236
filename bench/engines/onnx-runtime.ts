import type { Engine } from './engine.ts'

export const onnxRuntime: Engine = {
  family: 'onnx-runtime',
  title: 'ONNX Runtime',
  task: 'infer',
  settings: [{ name: '', options: {}, env: {} }],
  bytesPerImage: 200e6,
  program: (programs) => programs.torch,
  script: 'python/onnx_child.py',
  preparation: 'python/write_onnx.py',
}
