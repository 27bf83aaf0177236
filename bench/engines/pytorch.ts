import type { Engine, Setting } from './engine.ts'

/** Keeps freed memory instead of giving it back to the system after every step. glibc only. */
const TUNED = { MALLOC_MMAP_THRESHOLD_: '8589934592', MALLOC_TRIM_THRESHOLD_: '17179869184' }

/** Threads that wait for each other sleep instead of spinning: slower alone, far better beside other work. */
const PASSIVE = { OMP_WAIT_POLICY: 'PASSIVE' }

const setting = (name: string, options: { compile: boolean; freeze?: boolean }, env: Setting['env']): Setting => ({
  name,
  options: { freeze: false, ...options },
  env,
})

export const pytorch: Engine = {
  family: 'pytorch',
  title: 'PyTorch, channels_last',
  settings: [
    setting('eager, tuned malloc', { compile: false }, TUNED),
    setting('eager', { compile: false }, {}),
    setting('eager, tuned malloc, passive threads', { compile: false }, { ...TUNED, ...PASSIVE }),
    setting('torch.compile, tuned malloc', { compile: true }, TUNED),
    setting('torch.compile', { compile: true }, {}),
    { ...setting('torch.compile with freezing, tuned malloc', { compile: true, freeze: true }, TUNED), task: 'infer' },
  ],
  bytesPerImage: 400e6,
  program: (programs) => programs.torch,
  script: 'python/torch_child.py',
}
