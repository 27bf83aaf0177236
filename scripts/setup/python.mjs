import { pythonEnvironment } from './python-environment.mjs'

/** A virtual environment with Keras, for the parity tests and the bench. */
export const python = pythonEnvironment({
  packages: 'Keras',
  purpose: 'the parity tests',
  requirements: 'python-requirements.txt',
  downloadBytes: 345_000_000,
  installedBytes: 1_600_000_000,
})

/** PyTorch and ONNX Runtime, for the bench alone; with PyPI's CUDA build of torch it is several times as large. */
export const benchPython = pythonEnvironment({
  packages: 'PyTorch and ONNX Runtime',
  purpose: 'the bench',
  requirements: 'python-requirements-bench.txt',
  downloadBytes: 250_000_000,
  installedBytes: 1_000_000_000,
})

/** The Python that the parity tests run. */
export const parityPython = () => python.find()
