// The messages of ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), by their field numbers.
import { bytes, float, integer, message, nested, packedIntegers, text, type Encoded } from '../protobuf.ts'
import { arrayBytes } from '../write-parts.ts'

export const FLOAT = 1
export const UINT8 = 2
const INT64 = 7

const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const

export type Attribute = { readonly float: number } | { readonly int: number } | { readonly ints: readonly number[] }

export interface Node {
  readonly op: string
  /** The name of the node and of its only output. */
  readonly name: string
  readonly inputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
}

export interface Initializer {
  readonly name: string
  readonly shape: readonly number[]
  /** 32-bit floats, or 64-bit integers where an op wants positions. */
  readonly values: Float32Array | BigInt64Array
}

/** A graph's input or output; the first dimension is free. */
export interface Port {
  readonly name: string
  readonly type: number
  readonly shape: readonly number[]
}

export interface OnnxModel {
  readonly name: string
  readonly opset: number
  readonly nodes: readonly Node[]
  readonly initializers: readonly Initializer[]
  readonly input: Port
  readonly output: Port
  readonly metadata: Readonly<Record<string, string>>
}

/** The IR version that goes with opset 17. */
const IR_VERSION = 8

/** A whole `.onnx` file as parts. */
export function encodeOnnx(model: OnnxModel): Encoded {
  const graph = message([
    ...model.nodes.map((node) => nested(1, encodeNode(node))),
    text(2, model.name),
    ...model.initializers.map((initializer) => nested(5, encodeInitializer(initializer))),
    nested(11, encodePort(model.input)),
    nested(12, encodePort(model.output)),
  ])
  return message([
    integer(1, IR_VERSION),
    text(2, 'xception-workbench'),
    nested(7, graph),
    nested(8, message([text(1, ''), integer(2, model.opset)])),
    ...Object.entries(model.metadata).map(([key, value]) => nested(14, message([text(1, key), text(2, value)]))),
  ])
}

function encodeNode({ op, name, inputs, attributes = {} }: Node): Encoded {
  return message([
    ...inputs.map((input) => text(1, input)),
    text(2, name),
    text(3, name),
    text(4, op),
    ...Object.entries(attributes).map(([key, value]) => nested(5, encodeAttribute(key, value))),
  ])
}

function encodeAttribute(name: string, value: Attribute): Encoded {
  if ('float' in value) return message([text(1, name), float(2, value.float), integer(20, ATTRIBUTE_TYPE.float)])
  if ('int' in value) return message([text(1, name), integer(3, value.int), integer(20, ATTRIBUTE_TYPE.int)])
  return message([text(1, name), packedIntegers(8, value.ints), integer(20, ATTRIBUTE_TYPE.ints)])
}

function encodeInitializer({ name, shape, values }: Initializer): Encoded {
  const type = values instanceof Float32Array ? FLOAT : INT64
  return message([packedIntegers(1, shape), integer(2, type), text(8, name), bytes(9, arrayBytes(values))])
}

function encodePort({ name, type, shape }: Port): Encoded {
  const dimensions = [text(2, 'batch'), ...shape.map((size) => integer(1, size))].map((size) => nested(1, size))
  const tensor = message([integer(1, type), nested(2, message(dimensions))])
  return message([text(1, name), nested(2, message([nested(1, tensor)]))])
}
