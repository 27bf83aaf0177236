import type { Engine, Setting } from './engine.ts'

/** TensorFlow turns oneDNN on by itself only on CPUs with AVX512-VNNI and newer. */
const withOneDnn = { TF_ENABLE_ONEDNN_OPTS: '1' }
const withoutOneDnn = { TF_ENABLE_ONEDNN_OPTS: '0' }

const setting = (name: string, call: 'method' | 'function', env: Setting['env'], jit = false): Setting => ({
  name,
  options: { call, jit },
  env,
})

export const keras: Engine = {
  family: 'keras',
  title: 'Keras, graph mode',
  settings: [
    setting('oneDNN on', 'method', withOneDnn),
    setting('oneDNN off', 'method', withoutOneDnn),
    setting('own tf.function, oneDNN on', 'function', withOneDnn),
  ],
  bytesPerImage: 400e6,
  program: (programs) => programs.keras,
  script: 'python/keras_child.py',
}

export const kerasJit: Engine = {
  family: 'keras-jit',
  title: 'Keras, jit_compile',
  settings: [setting('', 'method', withOneDnn, true)],
  slow: true,
  bytesPerImage: 500e6,
  program: (programs) => programs.keras,
  script: 'python/keras_child.py',
}
