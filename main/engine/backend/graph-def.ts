import { createRequire } from 'node:module'
import { backend } from './tensorflow.ts'
import type { OpAttribute } from './binding-types.ts'
import type { RecordedGraph, RecordedInput, RecordedNode } from './record-graph.ts'

/* The message classes ship with tfjs-node as generated JavaScript without types. */
interface Message {
  serializeBinary(): Uint8Array
  getAttrMap(): { set(key: string, value: Message): void }
}
interface MessageClass {
  new (): Message
  readonly ListValue: MessageClass
  readonly MetaInfoDef: MessageClass
  readonly Dim: MessageClass
}
type MessageName =
  'AttrValue' | 'GraphDef' | 'MetaGraphDef' | 'NodeDef' | 'SavedModel' | 'Tensor' | 'TensorShape' | 'VersionDef'
const messages = createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb.js') as Readonly<
  Record<MessageName, MessageClass>
>

/** The GraphDef version that TensorFlow 2.21 writes; ops behave as in that version. */
const PRODUCER = 2129

/** A message with these fields, named as their setters are. */
function make(type: MessageClass, fields: Readonly<Record<string, unknown>>): Message {
  const message = new type()
  const setters = message as unknown as Record<string, (value: unknown) => void>
  for (const [name, value] of Object.entries(fields)) setters[`set${name}`]?.call(message, value)
  return message
}

/** A recorded graph as the bytes of a `saved_model.pb` with the tag `serve`, which the binding loads as a session. */
export function encodeSavedModel(graph: RecordedGraph): Uint8Array {
  const graphDef = make(messages.GraphDef, {
    NodeList: [...graph.inputs.map(placeholder), ...graph.nodes.map(encodeNode)],
    Versions: make(messages.VersionDef, { Producer: PRODUCER }),
  })
  const metaGraph = make(messages.MetaGraphDef, {
    MetaInfoDef: make(messages.MetaGraphDef.MetaInfoDef, { TagsList: ['serve'] }),
    GraphDef: graphDef,
  })
  return make(messages.SavedModel, { SavedModelSchemaVersion: 1, MetaGraphsList: [metaGraph] }).serializeBinary()
}

const attribute = (fields: Readonly<Record<string, unknown>>) => make(messages.AttrValue, fields)

function placeholder({ name, dtype, shape }: RecordedInput): Message {
  return node(
    name,
    'Placeholder',
    [],
    [
      ['dtype', attribute({ Type: dtype })],
      ['shape', attribute({ Shape: tensorShape(shape) })],
    ],
  )
}

function encodeNode({ name, op, inputs, attributes, value }: RecordedNode): Message {
  if (!value) {
    const given = attributes.filter((each) => each.value !== undefined && each.value !== null)
    return node(
      name,
      op,
      inputs,
      given.map((each) => [each.name, attributeValue(each)]),
    )
  }
  const { dtype, shape, bytes } = value
  const tensor = make(messages.Tensor, { Dtype: dtype, TensorShape: tensorShape(shape), TensorContent: bytes })
  return node(
    name,
    'Const',
    [],
    [
      ['dtype', attribute({ Type: dtype })],
      ['value', attribute({ Tensor: tensor })],
    ],
  )
}

function node(name: string, op: string, inputs: readonly string[], attributes: readonly [string, Message][]): Message {
  const message = make(messages.NodeDef, { Name: name, Op: op, InputList: [...inputs] })
  const map = message.getAttrMap()
  for (const [key, value] of attributes) map.set(key, value)
  return message
}

function tensorShape(shape: readonly number[]): Message {
  return make(messages.TensorShape, { DimList: shape.map((Size) => make(messages.TensorShape.Dim, { Size })) })
}

function attributeValue({ name, type, value }: OpAttribute): Message {
  const { binding } = backend
  const scalarOrList = (kind: 'I' | 'F' | 'B') =>
    Array.isArray(value)
      ? attribute({ List: make(messages.AttrValue.ListValue, { [`${kind}List`]: value }) })
      : attribute({ [kind]: value })
  switch (type) {
    case binding.TF_ATTR_STRING:
      return attribute({ S: Buffer.from(String(value)) })
    case binding.TF_ATTR_TYPE:
      return attribute({ Type: value })
    case binding.TF_ATTR_SHAPE:
      return attribute({ Shape: tensorShape(value as readonly number[]) })
    case binding.TF_ATTR_INT:
      return scalarOrList('I')
    case binding.TF_ATTR_FLOAT:
      return scalarOrList('F')
    case binding.TF_ATTR_BOOL:
      return scalarOrList('B')
    default:
      throw new Error(`the attribute ${name} has the unknown type ${type}`)
  }
}
