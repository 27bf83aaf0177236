import { z } from 'zod'
import { InvalidModel } from '../invalid-model.ts'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { checkValue } from '../parse-json.ts'

/** Inputs of one layer: as many as a big network has channels. */
const MOST = 4096

/**
 * `[layer, node, tensor]`: layers here are called once and have one output. For Keras 2 the call of a model that another
 * one holds is its second: it was called when it was made.
 */
const callNumber = z.literal([0, 1])
const history = z.tuple([z.string(), callNumber, z.literal(0)])

/** Keras 3: `{ args: [tensor | [tensor, tensor]], kwargs }`; numbers may follow in an operation's. */
const tensor = z.object({ class_name: z.literal('__keras_tensor__'), config: z.object({ keras_history: history }) })
const keras3Node = z.object({ args: z.tuple([z.union([tensor, z.array(tensor).min(1).max(MOST)])]).rest(z.number()) })

/** Keras 2: `[[layer, node, tensor, kwargs], …]`. */
const keras2Node = z
  .array(z.tuple([z.string(), callNumber, z.literal(0)]).rest(z.unknown()))
  .min(1)
  .max(MOST)

const nodes = z.array(z.unknown()).max(1, 'the layer is called more than once')

export interface Connections {
  /** Names of the layers that are read. */
  readonly inputs: readonly string[]
  /** Numbers that an operation takes beside them. */
  readonly more: readonly number[]
  /** Shapes of the inputs, where a file is only looked at and says them. */
  readonly shapes?: readonly (Shape | null)[]
}

/** What a layer reads, from its `inbound_nodes` in either dialect. */
export function readConnections(inboundNodes: unknown, what: string): Connections {
  const [node] = checkValue(inboundNodes ?? [], nodes, `${what}: inbound_nodes`)
  if (node === undefined) return { inputs: [], more: [] }
  if (Array.isArray(node)) {
    return { inputs: checkValue(node, keras2Node, `${what}: inbound_nodes`).map(([layer]) => layer), more: [] }
  }
  const [tensors, ...more] = checkValue(node, keras3Node, `${what}: inbound_nodes`).args
  return { inputs: [tensors].flat().map(({ config }) => config.keras_history[0]), more }
}

const end = z.tuple([z.string(), z.int().min(0).max(1000), z.int().min(0).max(1000)])
/** One, several, or several by name. */
const severalEnds = z.union([end.transform((one) => [one]), z.array(end).min(1).max(MOST), byName(end)])

function byName<Schema extends z.ZodType>(schema: Schema) {
  return z.record(z.string(), schema).transform((named) => Object.values(named))
}

/** The only one of a model's `input_layers` or `output_layers`: `["name", 0, 0]` or `[["name", 0, 0]]`. */
export function readEnd(ends: unknown, what: string): string {
  const [first, ...rest] = checkValue(ends, z.union([history.transform((one) => [one]), z.array(history)]), what)
  if (first === undefined || rest.length > 0) {
    throw new InvalidModel(`${what}: there are ${rest.length + (first ? 1 : 0)}; models with one are read`)
  }
  return first[0]
}

/** All layers that a model's `input_layers` or `output_layers` name, for files that are looked at. */
export function readEnds(ends: unknown, what: string): readonly string[] {
  return [...new Set(checkValue(ends, severalEnds, what).map(([layer]) => layer))]
}
