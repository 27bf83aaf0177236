import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { statedShape } from './loose-connections.ts'
import { readName, type RawLayer, type RawModel } from './model-schema.ts'
import { readConnections, readEnd, type Connections } from './read-connections.ts'

/** How a configuration is read. */
export interface Reading {
  /** What a layer reads. */
  connect(inboundNodes: unknown, what: string): Connections
  /** The outermost model's inputs or outputs. */
  ends(ends: unknown, what: string): readonly string[]
}

/** Only what can be computed: one input, one output, layers that read what layers here can. */
export const COMPUTED: Reading = { connect: readConnections, ends: (ends, what) => [readEnd(ends, what)] }

export interface Entry extends Connections {
  readonly name: string
  readonly raw: RawLayer
}

/** A model's layers, and which of them it begins and ends with. Throws `InvalidModel`. */
export function readEntries(model: RawModel, what: string, { connect, ends }: Reading) {
  if (model.kind === 'functional') {
    const entries = model.layers.map((raw): Entry => {
      const name = readName(raw)
      return { name, raw, ...connect(raw.inbound_nodes, `layer "${name}"`) }
    })
    const inputs = ends(model.input_layers, `${what}: input_layers`)
    const outputs = ends(model.output_layers, `${what}: output_layers`)
    const names = new Set(entries.map(({ name }) => name))
    const missing = [...inputs, ...outputs].find((name) => !names.has(name))
    if (missing !== undefined) throw new InvalidModel(`${what} has no layer "${missing}"`)
    return { entries, inputs, outputs }
  }
  const layers = model.layers[0]?.class_name === 'InputLayer' ? model.layers : [sequentialInput(model), ...model.layers]
  const names = layers.map(readName)
  const entries = layers.map((raw, index): Entry => {
    const inputs = index === 0 ? [] : [names[index - 1] ?? '']
    return { name: names[index] ?? '', raw, inputs, more: [], shapes: [builtShape(raw)] }
  })
  return { entries, inputs: names.slice(0, 1), outputs: names.slice(-1) }
}

/** What Keras 3 says that a layer was built for. */
function builtShape({ build_config: built }: RawLayer): Shape | null {
  const read = z.object({ input_shape: z.unknown() }).safeParse(built)
  return read.success ? statedShape(read.data.input_shape) : null
}

/** Where a sequential model says its input's shape when it has no input layer. */
const shapedSchema = z.object({ batch_input_shape: z.unknown(), batch_shape: z.unknown() }).partial()

function sequentialInput({
  layers,
  name,
  build_input_shape: built,
}: Extract<RawModel, { kind: 'sequential' }>): RawLayer {
  const first = shapedSchema.safeParse(layers[0]?.config)
  const shape = (first.success ? (first.data.batch_input_shape ?? first.data.batch_shape) : undefined) ?? built
  const config = { name: `${name}_input`, ...(shape === undefined ? {} : { batch_shape: shape }) }
  return {
    class_name: 'InputLayer',
    name: `${name}_input`,
    config,
    inbound_nodes: [],
    module: null,
    build_config: null,
  }
}
