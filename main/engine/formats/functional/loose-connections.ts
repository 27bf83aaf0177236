import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'
import type { Connections } from './read-connections.ts'

/** Inputs of one layer, and how deep lists and objects around them may be. */
const MOST = 4096
const DEPTH = 6

const count = z.int().min(0).max(1000)
/** Keras 3's, and `[layer, node, tensor]` of Keras 2. */
const tensorSchema = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: z.tuple([z.string(), count, count]), shape: z.unknown() }),
})
const historySchema = z.tuple([z.string(), count, count]).rest(z.unknown())
const side = z.int().min(1).max(1_000_000_000)

/** A shape as files write it, the batch first, without the batch; null where a side is open or it is none. */
export function statedShape(value: unknown): Shape | null {
  const parsed = z.tuple([z.int().nullable()]).rest(side).safeParse(value)
  return parsed.success && parsed.data.length > 1 && parsed.data.length < 9 ? (parsed.data.slice(1) as number[]) : null
}

const nodes = z.array(z.unknown()).max(1, 'the layer is called more than once')

/**
 * What a layer of any class reads: every tensor among its arguments, by place or by name, with the shape that Keras 3
 * writes beside it. For files that are looked at. Throws `InvalidModel`, naming the layer.
 */
export function looseConnections(inboundNodes: unknown, what: string): Connections {
  const [node] = checkValue(inboundNodes ?? [], nodes, `${what}: inbound_nodes`)
  const found: { name: string; shape: Shape | null }[] = []
  const add = (name: string, shape: Shape | null) => {
    if (found.push({ name, shape }) > MOST) throw new InvalidModel(`${what} reads over ${MOST} layers`)
  }
  function search(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > DEPTH) return
    const tensor = tensorSchema.safeParse(value)
    if (tensor.success) return add(tensor.data.config.keras_history[0], statedShape(tensor.data.config.shape))
    const history = historySchema.safeParse(value)
    if (history.success) add(history.data[0], null)
    for (const each of history.success ? history.data.slice(3) : Object.values(value)) search(each, depth + 1)
  }
  search(node, 0)
  return { inputs: found.map(({ name }) => name), more: [], shapes: found.map(({ shape }) => shape) }
}
