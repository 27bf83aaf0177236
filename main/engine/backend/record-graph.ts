import { backend } from './tensorflow.ts'
import type { BindingTensor, OpAttribute, TensorflowBinding } from './binding-types.ts'
import { readNative } from './read-native.ts'
import { symbolicExecutor, type OpExecutor } from './op-executor.ts'

/** An op or a constant of a recorded graph; `inputs` name outputs of earlier nodes (`name` or `name:1`). */
export interface RecordedNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly attributes: readonly OpAttribute[]
  /** Set for constants only. */
  readonly value?: { readonly dtype: number; readonly shape: readonly number[]; readonly bytes: Uint8Array }
}

/** A placeholder: what is fed at each run. */
export interface RecordedInput {
  readonly name: string
  readonly dtype: number
  readonly shape: readonly number[]
}

export interface RecordedGraph {
  readonly inputs: readonly RecordedInput[]
  readonly nodes: readonly RecordedNode[]
  /** References of the fetched outputs, `name:index`. */
  readonly outputs: readonly string[]
}

/** Values that a recording may take in as constants: axes, shapes, scalars. More is a captured batch or mask: a bug. */
const CONSTANT_LIMIT = 4096

export interface RecordOptions {
  /** Tensors whose values, however large, become part of the graph: weights that never move again. */
  readonly constants?: readonly (RecordedInput & { readonly id: number })[]
  /** What the ops run on; by default on shapes alone, which takes milliseconds and no memory. */
  readonly executor?: OpExecutor
}

/**
 * Runs `work` and records every TensorFlow op that it calls for. `feeds` become placeholders; the tensors whose ids `work`
 * returns become the outputs. Small values made on the way are kept as constants; a large one throws, since it would
 * repeat at every run what belonged to the recorded one only. `work` must not read values: unless the executor computes,
 * there are none.
 */
export function recordGraph(
  feeds: readonly (RecordedInput & { readonly id: number })[],
  work: () => readonly number[],
  options: RecordOptions = {},
): RecordedGraph {
  const real = backend.binding
  const { constants = [] } = options
  const executor =
    options.executor ?? symbolicExecutor(new Map([...feeds, ...constants].map((each) => [each.id, each])))
  const references = new Map<number, string>(feeds.map((feed) => [feed.id, feed.name]))
  const nodes: RecordedNode[] = constants.map(({ name, id, dtype, shape }) => {
    references.set(id, name)
    const values = real.tensorDataSync(id)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return { name, op: 'Const', inputs: [], attributes: [], value: { dtype, shape, bytes } }
  })

  const constant = (id: number, dtype: number, shape: readonly number[], values: ArrayBufferView): string => {
    if (values.byteLength > CONSTANT_LIMIT * 4) {
      throw new Error(`a tensor of shape [${shape.join(', ')}] would be frozen into the recorded graph`)
    }
    const name = `Const_${nodes.length}`
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice()
    nodes.push({ name, op: 'Const', inputs: [], attributes: [], value: { dtype, shape: [...shape], bytes } })
    references.set(id, name)
    return name
  }
  const reference = (id: number): string => references.get(id) ?? captured(id)
  /** A tensor from before the recording that is not fed: a cached scalar or axis. */
  const captured = (id: number): string => {
    const { shape, dtype, values } = readNative(real, id)
    return constant(id, dtype, shape, values)
  }
  /** A session refuses to fetch what it is fed with. */
  const fed = new Map(feeds.map((feed) => [feed.id, feed]))
  const passOn = (id: number): string => {
    const name = `Identity_${nodes.length}`
    const type = { name: 'T', type: real.TF_ATTR_TYPE, value: fed.get(id)?.dtype }
    nodes.push({ name, op: 'Identity', inputs: [reference(id)], attributes: [type] })
    return name
  }
  const recorders: OpExecutor = {
    createTensor: (shape, dtype, values) => {
      const id = executor.createTensor(shape, dtype, values)
      constant(id, dtype, shape, values)
      return id
    },
    executeOp: (op, attributes, ids, count) => {
      const inputs = ids.map(reference)
      const outputs = executor.executeOp(op, attributes, ids, count)
      const name = `${op}_${nodes.length}`
      nodes.push({ name, op, inputs, attributes: attributes.map((each) => ({ ...each })) })
      outputs.forEach((output: BindingTensor, index) =>
        references.set(output.id, index === 0 ? name : `${name}:${index}`),
      )
      return outputs
    },
  }
  // The binding's own properties are read-only, so an heir of it takes its place.
  backend.binding = Object.create(real, {
    createTensor: { value: recorders.createTensor },
    executeOp: { value: recorders.executeOp },
  }) as TensorflowBinding
  try {
    const outputs = work().map((id) => withIndex(fed.has(id) ? passOn(id) : reference(id)))
    return { inputs: feeds.map(({ name, dtype, shape }) => ({ name, dtype, shape })), nodes, outputs }
  } finally {
    backend.binding = real
  }
}

const withIndex = (reference: string) => (reference.includes(':') ? reference : `${reference}:0`)
