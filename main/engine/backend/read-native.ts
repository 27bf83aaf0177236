import type { BindingTensor, TensorflowBinding } from './binding-types.ts'

/** Shape, type and values of a native tensor that only its id is known of. The binding tells shapes of op outputs alone. */
export function readNative(binding: TensorflowBinding, id: number) {
  const [alias] = binding.executeOp('Identity', [], [id], 1)
  if (!alias) throw new Error('TensorFlow gave no output for Identity')
  const { shape, dtype }: BindingTensor = alias
  const values = binding.tensorDataSync(alias.id)
  binding.deleteTensor(alias.id)
  return { shape, dtype, values }
}
