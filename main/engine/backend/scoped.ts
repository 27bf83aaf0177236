import { tf } from './tensorflow.ts'

/** `tf.tidy` for work whose result is no tensor: all tensors made in it are freed, kept ones excepted. */
export function scoped<T>(work: () => T): T {
  const result: { value?: T } = {}
  tf.tidy(() => {
    result.value = work()
  })
  return result.value as T
}
