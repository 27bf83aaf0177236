import type { Tensor } from '@tensorflow/tfjs-node'
import { tf } from '../backend/tensorflow.ts'

/** Tensors by key, up to a number of bytes; those used longest ago are freed. It owns copies of what it is given. */
export interface TensorCache {
  get(key: string): Tensor | undefined
  set(key: string, tensor: Tensor): void
  clear(): void
}

export function createTensorCache(limit: number): TensorCache {
  // A Map keeps the order of insertion: the first is what was used longest ago.
  const held = new Map<string, Tensor>()
  let total = 0
  const remove = (key: string) => {
    const tensor = held.get(key)
    if (!tensor) return
    total -= tensor.size * 4
    held.delete(key)
    tensor.dispose()
  }
  return {
    get(key) {
      const tensor = held.get(key)
      if (!tensor) return undefined
      held.delete(key)
      held.set(key, tensor)
      return tensor
    },
    set(key, tensor) {
      if (tensor.size * 4 > limit || held.get(key) === tensor) return
      remove(key)
      // A clone shares the values, and outlives the tidy around.
      held.set(key, tf.keep(tf.clone(tensor)))
      total += tensor.size * 4
      for (const oldest of held.keys()) {
        if (total <= limit) break
        if (oldest !== key) remove(oldest)
      }
    },
    clear() {
      for (const key of [...held.keys()]) remove(key)
    },
  }
}
