// TensorFlow's messages of a SavedModel (tensorflow/core/protobuf and core/framework), by their field numbers.
import { bytes, float, integer, mapEntry, message, nested, packedIntegers, text, type Encoded } from '../protobuf.ts'

export const TYPE = { float: 1, int32: 3, uint8: 4 } as const

/** GraphDef's version as TensorFlow 2.15 writes it; ops behave as in that version, and older programs still read it. */
const PRODUCER = 1645

/** A node's attribute: a value of AttrValue. */
export type Attribute = Encoded

export const typeAttribute = (type: number): Attribute => integer(6, type)
export const textAttribute = (value: string): Attribute => text(2, value)
export const boolAttribute = (value: boolean): Attribute => integer(5, value)
export const floatAttribute = (value: number): Attribute => float(4, value)
export const intAttribute = (value: number): Attribute => integer(3, value)
export const intsAttribute = (values: readonly number[]): Attribute => nested(1, message([packedIntegers(3, values)]))
export const shapeAttribute = (shape: readonly number[]): Attribute => nested(7, encodeShape(shape))

/** A constant tensor; its bytes are shared, not copied. */
export function tensorAttribute(type: number, shape: readonly number[], content: Uint8Array): Attribute {
  return nested(8, message([integer(1, type), nested(2, encodeShape(shape)), bytes(4, content)]))
}

export interface GraphNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** An input or output of the signature; -1 is a size that is free. */
export interface Port {
  readonly name: string
  readonly tensor: string
  readonly type: number
  readonly shape: readonly number[]
}

/** A whole `saved_model.pb` with the tag `serve` and the signature `serving_default`, as parts. */
export function encodeSavedModel(nodes: readonly GraphNode[], input: Port, output: Port): Encoded {
  const graphDef = message([
    ...nodes.map((node) => nested(1, encodeNode(node))),
    nested(4, message([integer(1, PRODUCER)])),
  ])
  const signature = message([
    mapEntry(1, input.name, encodePort(input)),
    mapEntry(2, output.name, encodePort(output)),
    text(3, 'tensorflow/serving/predict'),
  ])
  const info = message([text(4, 'serve'), text(5, '2.15.0')])
  const metaGraph = message([nested(1, info), nested(2, graphDef), mapEntry(5, 'serving_default', signature)])
  return message([integer(1, 1), nested(2, metaGraph)])
}

function encodeNode({ name, op, inputs, attributes }: GraphNode): Encoded {
  return message([
    text(1, name),
    text(2, op),
    ...inputs.map((input) => text(3, input)),
    ...Object.entries(attributes).map(([key, value]) => mapEntry(5, key, value)),
  ])
}

function encodeShape(shape: readonly number[]): Encoded {
  return message(shape.map((size) => nested(2, message([integer(1, size)]))))
}

function encodePort({ tensor, type, shape }: Port): Encoded {
  return message([text(1, tensor), integer(2, type), nested(3, encodeShape(shape))])
}
