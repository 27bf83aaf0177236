import type { Pair, Padding } from '../../../../shared/graph/layer-graph.ts'
import { createFreeNames } from '../free-names.ts'
import { arrayBytes } from '../write-parts.ts'
import {
  boolAttribute,
  intsAttribute,
  shapeAttribute,
  tensorAttribute,
  textAttribute,
  TYPE,
  typeAttribute,
  type Attribute,
  type GraphNode,
} from './graph-def-messages.ts'

const FLOAT = { T: typeAttribute(TYPE.float) }
/** The lowest 32-bit float. */
const LOWEST = -3.4028234663852886e38
const NHWC = { data_format: textAttribute('NHWC') }

/** Builds a GraphDef of TensorFlow's own ops, maps as `[batch, height, width, channels]`; every call returns a name. */
export interface GraphOps {
  readonly nodes: readonly GraphNode[]
  placeholder(name: string, type: number, shape: readonly number[]): string
  /** 32-bit floats; the array is shared until the graph is written. */
  constant(name: string, shape: readonly number[], values: Float32Array): string
  integers(name: string, values: readonly number[]): string
  integer(name: string, value: number): string
  /** An op whose one type is float. */
  op(op: string, name: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string
  /** Pads height and width, `[before, after]` each, with the lowest number, which no maximum takes. */
  padLowest(name: string, input: string, edges: readonly (readonly number[] | undefined)[]): string
  cast(name: string, input: string, from: number): string
  /** `Conv2D`, `DepthwiseConv2dNative`. */
  convolution(op: string, name: string, inputs: readonly string[], strides: Pair, padding: Padding): string
  /** `MaxPool`, `AvgPool`. */
  pool(op: string, name: string, input: string, size: Pair, strides: Pair, padding: Padding): string
}

export function createGraphOps(): GraphOps {
  const nodes: GraphNode[] = []
  const freeName = createFreeNames()

  function add(op: string, name: string, inputs: readonly string[], attributes: GraphNode['attributes']): string {
    const free = freeName(allowedName(name))
    nodes.push({ name: free, op, inputs, attributes })
    return free
  }
  const slide = (strides: Pair, padding: Padding) => ({
    ...FLOAT,
    ...NHWC,
    strides: intsAttribute([1, ...strides, 1]),
    padding: textAttribute(padding === 'same' ? 'SAME' : 'VALID'),
  })

  const constant = (name: string, shape: readonly number[], values: Float32Array) =>
    add('Const', name, [], {
      dtype: typeAttribute(TYPE.float),
      value: tensorAttribute(TYPE.float, shape, arrayBytes(values)),
    })
  const integers = (name: string, shape: readonly number[], values: readonly number[]) =>
    add('Const', name, [], {
      dtype: typeAttribute(TYPE.int32),
      value: tensorAttribute(TYPE.int32, shape, arrayBytes(Int32Array.from(values))),
    })

  return {
    nodes,
    placeholder: (name, type, shape) =>
      add('Placeholder', name, [], { dtype: typeAttribute(type), shape: shapeAttribute(shape) }),
    constant,
    integers: (name, values) => integers(name, [values.length], values),
    integer: (name, value) => integers(name, [], [value]),
    op: (op, name, inputs, attributes) => add(op, name, inputs, { ...FLOAT, ...attributes }),
    padLowest(name, input, [rows = [], columns = []]) {
      const paddings = integers(`${name}/paddings`, [4, 2], [0, 0, ...rows, ...columns, 0, 0])
      const lowest = constant(`${name}/lowest`, [], Float32Array.of(LOWEST))
      return add('PadV2', name, [input, paddings, lowest], { ...FLOAT, Tpaddings: typeAttribute(TYPE.int32) })
    },
    cast: (name, input, from) =>
      add('Cast', name, [input], {
        SrcT: typeAttribute(from),
        DstT: typeAttribute(TYPE.float),
        Truncate: boolAttribute(false),
      }),
    convolution: (op, name, inputs, strides, padding) =>
      add(op, name, inputs, { ...slide(strides, padding), dilations: intsAttribute([1, 1, 1, 1]) }),
    pool: (op, name, input, size, strides, padding) =>
      add(op, name, [input], { ...slide(strides, padding), ksize: intsAttribute([1, ...size, 1]) }),
  }
}

/** TensorFlow's names are letters, digits and a few signs; layers may be called anything. */
function allowedName(name: string): string {
  return name.replaceAll(/[^\w./-]/g, '_')
}
