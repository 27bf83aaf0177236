import type { OpAttribute } from './binding-types.ts'
import { backend } from './tensorflow.ts'
import { broadcast, convolved, matrixProduct, packed, reduced, reshaped, sliced, strided } from './output-shapes.ts'

/** What is known of a tensor without its values. */
export interface TensorSpec {
  readonly shape: readonly number[]
  /** One of the binding's `TF_*` numbers. */
  readonly dtype: number
}

/** An op whose outputs are to be told. */
export interface OpCall {
  readonly inputs: readonly TensorSpec[]
  attribute(name: string): unknown
  /** The values of an input that is a constant: axes, a shape. Throws where it isn't one. */
  values(input: number): readonly number[]
}

type Rule = (call: OpCall) => readonly TensorSpec[]

const { binding } = backend
const first = ({ inputs }: OpCall): TensorSpec => inputs[0] as TensorSpec
const shapeOf = ({ inputs }: OpCall, index: number) => (inputs[index] as TensorSpec).shape

/** One output of the first input's type. */
const shaped =
  (shape: (call: OpCall) => readonly number[]): Rule =>
  (call) => [{ shape: shape(call), dtype: first(call).dtype }]
const typed =
  (dtype: (call: OpCall) => number, shape: (call: OpCall) => readonly number[]): Rule =>
  (call) => [{ shape: shape(call), dtype: dtype(call) }]
const like = (index: number): Rule => shaped((call) => shapeOf(call, index))
const elementwise: Rule = shaped((call) => broadcast(shapeOf(call, 0), shapeOf(call, 1)))
const comparison: Rule = typed(
  () => binding.TF_BOOL,
  (call) => broadcast(shapeOf(call, 0), shapeOf(call, 1)),
)
const reduction: Rule = shaped((call) =>
  reduced(shapeOf(call, 0), call.values(1), call.attribute('keep_dims') === true),
)
const asType = (name: string) => (call: OpCall) => Number(call.attribute(name))

/** The outputs of every op that the engine records. Shapes as TensorFlow's own shape functions give them. */
const RULES: Readonly<Record<string, Rule>> = {
  Add: elementwise,
  AddV2: elementwise,
  Sub: elementwise,
  Mul: elementwise,
  RealDiv: elementwise,
  Maximum: elementwise,
  Minimum: elementwise,
  Pow: elementwise,
  SquaredDifference: elementwise,
  GreaterEqual: comparison,
  Greater: comparison,
  Less: comparison,
  Equal: comparison,
  AddN: like(0),
  Abs: like(0),
  BiasAdd: like(0),
  Elu: like(0),
  EluGrad: like(0),
  Exp: like(0),
  Identity: like(0),
  Log: like(0),
  Neg: like(0),
  Relu: like(0),
  ReluGrad: like(0),
  Rsqrt: like(0),
  Softmax: like(0),
  Sqrt: like(0),
  Square: like(0),
  LRN: like(0),
  LRNGrad: like(0),
  ZerosLike: like(0),
  Cast: typed(asType('DstT'), (call) => shapeOf(call, 0)),
  Fill: typed(
    (call) => (call.inputs[1] as TensorSpec).dtype,
    (call) => call.values(0),
  ),
  BiasAddGrad: shaped((call) => shapeOf(call, 0).slice(-1)),
  L2Loss: shaped(() => []),
  Mean: reduction,
  Sum: reduction,
  Max: reduction,
  Reshape: shaped((call) => reshaped(shapeOf(call, 0), call.values(1))),
  BroadcastTo: shaped((call) => call.values(1)),
  Transpose: shaped((call) => call.values(1).map((axis) => shapeOf(call, 0)[axis] ?? 0)),
  PadV2: shaped((call) => {
    const edges = call.values(1)
    return shapeOf(call, 0).map((size, axis) => size + (edges[2 * axis] ?? 0) + (edges[2 * axis + 1] ?? 0))
  }),
  Slice: shaped((call) => sliced(shapeOf(call, 0), call.values(1), call.values(2))),
  StridedSlice: shaped((call) => strided(call.values(1), call.values(2), call.values(3))),
  StridedSliceGrad: (call) => [{ shape: call.values(0), dtype: (call.inputs[4] as TensorSpec).dtype }],
  ConcatV2: shaped((call) => {
    const parts = call.inputs.slice(0, -1).map(({ shape }) => shape)
    const [axis = 0] = call.values(parts.length)
    const sum = parts.reduce((total, shape) => total + (shape.at(axis) ?? 0), 0)
    return (parts[0] ?? []).with(axis, sum)
  }),
  Pack: shaped((call) => packed(shapeOf(call, 0), call.inputs.length, Number(call.attribute('axis')))),
  GatherV2: shaped((call) => {
    const [axis = 0] = call.values(2)
    const of = shapeOf(call, 0)
    return [...of.slice(0, axis), ...shapeOf(call, 1), ...of.slice(axis + 1)]
  }),
  OneHot: typed(
    (call) => (call.inputs[2] as TensorSpec).dtype,
    (call) => [...shapeOf(call, 0), call.values(1)[0] ?? 0],
  ),
  ArgMax: typed(asType('output_type'), (call) => reduced(shapeOf(call, 0), call.values(1), false)),
  InTopKV2: typed(
    () => binding.TF_BOOL,
    (call) => shapeOf(call, 1),
  ),
  StatelessRandomUniform: typed(asType('dtype'), (call) => call.values(0)),
  MatMul: shaped((call) =>
    matrixProduct(shapeOf(call, 0), shapeOf(call, 1), call.attribute('transpose_a'), call.attribute('transpose_b')),
  ),
  BatchMatMulV2: shaped((call) =>
    matrixProduct(shapeOf(call, 0), shapeOf(call, 1), call.attribute('adj_x'), call.attribute('adj_y')),
  ),
  Conv2D: shaped((call) => convolved(call, shapeOf(call, 1), (kernel) => kernel[3] ?? 0)),
  DepthwiseConv2dNative: shaped((call) =>
    convolved(call, shapeOf(call, 1), (kernel) => (kernel[2] ?? 0) * (kernel[3] ?? 0)),
  ),
  Conv2DBackpropInput: (call) => [{ shape: call.values(0), dtype: (call.inputs[2] as TensorSpec).dtype }],
  DepthwiseConv2dNativeBackpropInput: (call) => [
    { shape: call.values(0), dtype: (call.inputs[2] as TensorSpec).dtype },
  ],
  Conv2DBackpropFilter: shaped((call) => call.values(1)),
  DepthwiseConv2dNativeBackpropFilter: shaped((call) => call.values(1)),
  MaxPool: shaped((call) => pooled(call)),
  AvgPool: shaped((call) => pooled(call)),
  MaxPoolGrad: like(0),
  AvgPoolGrad: (call) => [{ shape: call.values(0), dtype: (call.inputs[1] as TensorSpec).dtype }],
  SoftmaxCrossEntropyWithLogits: (call) => [
    { shape: shapeOf(call, 0).slice(0, 1), dtype: first(call).dtype },
    { shape: shapeOf(call, 0), dtype: first(call).dtype },
  ],
  FusedBatchNormV3: (call) => [first(call), ...Array.from({ length: 5 }, () => call.inputs[1] as TensorSpec)],
  FusedBatchNormGradV3: (call) => [
    first(call),
    ...Array.from({ length: 2 }, () => call.inputs[2] as TensorSpec),
    ...Array.from({ length: 2 }, () => ({ shape: [0], dtype: first(call).dtype })),
  ],
}

/** Pooling reads its window from attributes; a kernel of that size stands for it. */
function pooled(call: OpCall): readonly number[] {
  const [, height = 1, width = 1] = call.attribute('ksize') as readonly number[]
  const channels = shapeOf(call, 0)[3] ?? 0
  return convolved(call, [height, width, channels, channels], () => channels)
}

/** The outputs of an op from what is known of its inputs. Throws for an op without a rule. */
export function outputSpecs(
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly TensorSpec[],
  values: OpCall['values'],
): readonly TensorSpec[] {
  const rule = RULES[op]
  if (!rule) throw new Error(`the op ${op} has no rule for the shape of its outputs`)
  return rule({ inputs, values, attribute: (name) => attributes.find((each) => each.name === name)?.value })
}
