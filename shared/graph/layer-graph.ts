/** Sizes without the batch dimension: `[height, width, channels]` of a map, `[units]` of a vector. */
export type Shape = readonly number[]

/** `[height, width]` of a kernel, a pool or a stride. */
export type Pair = readonly [number, number]

export type Padding = 'same' | 'valid'

/** `symmetric`: half the window on every side, as PyTorch's networks have it; SAME puts an odd one at the end. */
export type PoolPadding = Padding | 'symmetric'

export type ActivationName = 'linear' | 'relu' | 'elu' | 'softmax'

/** The typed attributes of each layer kind. Kinds are Keras' layer classes in camel case; attributes are Keras' too. */
export interface LayerAttributes {
  input: { readonly shape: Shape }
  conv2d: {
    readonly filters: number
    readonly kernelSize: Pair
    readonly strides: Pair
    readonly padding: Padding
    readonly useBias: boolean
  }
  depthwiseConv2d: {
    readonly kernelSize: Pair
    readonly strides: Pair
    readonly padding: Padding
    readonly useBias: boolean
  }
  /** A depthwise step, then a pointwise one, in Keras' order, with nothing between them. Depth multiplier 1. */
  separableConv2d: {
    readonly filters: number
    readonly kernelSize: Pair
    readonly strides: Pair
    readonly padding: Padding
    readonly useBias: boolean
  }
  /**
   * `momentum` is the share of the old moving statistics that a step keeps (Keras' meaning). `scale: false` leaves out
   * gamma, as Keras' Inceptions do; absent is true.
   */
  batchNormalization: { readonly momentum: number; readonly epsilon: number; readonly scale?: false }
  activation: { readonly activation: ActivationName }
  maxPooling2d: { readonly poolSize: Pair; readonly strides: Pair; readonly padding: PoolPadding }
  /** The mean of the values inside the map: SAME's padding is not among them. */
  averagePooling2d: { readonly poolSize: Pair; readonly strides: Pair; readonly padding: Padding }
  globalAveragePooling2d: Record<string, never>
  dense: { readonly units: number; readonly useBias: boolean; readonly activation: ActivationName }
  /** `rate` is the share of values set to zero while training, in 0..1. */
  dropout: { readonly rate: number }
  add: Record<string, never>
  /** `first + scale · second`: a residual connection whose residual is scaled (Inception-ResNet). */
  scaledAdd: { readonly scale: number }
  /** Joins maps of one size along their channels, or vectors. */
  concatenate: Record<string, never>
  /** The channels `start` to `start + size - 1`. */
  slice: { readonly start: number; readonly size: number }
  /** A map as a vector, row by row, channels last. */
  flatten: Record<string, never>
  /**
   * `x / (bias + alpha · Σ neighbours²)^beta` over the `2 · depthRadius + 1` channels around each (TensorFlow's `lrn`;
   * papers divide alpha by that number of channels, here it multiplies their sum).
   */
  localResponseNormalization: {
    readonly depthRadius: number
    readonly bias: number
    readonly alpha: number
    readonly beta: number
  }
}

export type LayerKind = keyof LayerAttributes

/** A node of one kind. `block` is a path such as `middle/block7`: the diagram folds it and the ledger sums it. */
export interface NodeOf<Kind extends LayerKind> {
  readonly name: string
  readonly kind: Kind
  readonly attributes: LayerAttributes[Kind]
  readonly inputs: readonly string[]
  readonly block: string
}

export type LayerNode = { [Kind in LayerKind]: NodeOf<Kind> }[LayerKind]

/** Ways of bringing an image to size. */
export const RESIZES = ['bilinear-antialias', 'bilinear', 'nearest'] as const

export type Resize = (typeof RESIZES)[number]

/** How an image file becomes the network's input; travels with every export. */
export interface Preprocessing {
  readonly channelOrder: 'rgb'
  /** `stretch`: the whole image to the input size, aspect not kept. */
  readonly fit: 'stretch'
  /** `bilinear-antialias` as Pillow's; `bilinear` and `nearest` as `tf.image.resize`. */
  readonly resize: Resize
  /** `input = pixel * scale + offset` with pixels in 0..255. */
  readonly scale: number
  readonly offset: number
}

/** Xception's own: pixels to -1..1 (Keras: `x / 127.5 - 1`). */
export const XCEPTION_PREPROCESSING: Preprocessing = {
  channelOrder: 'rgb',
  fit: 'stretch',
  resize: 'bilinear-antialias',
  scale: 1 / 127.5,
  offset: -1,
}

/** The single truth about a network: named nodes in topological order. */
export interface LayerGraph {
  readonly name: string
  readonly inputShape: Shape
  readonly nodes: readonly LayerNode[]
  readonly outputs: readonly string[]
  readonly preprocessing: Preprocessing
}
