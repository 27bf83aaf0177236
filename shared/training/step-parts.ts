import { z } from 'zod'
import { assertNever } from '../graph/assert-never.ts'
import { inferShapes, inputShapes } from '../graph/infer-shapes.ts'
import type { LayerGraph, LayerNode, Shape } from '../graph/layer-graph.ts'
import { backwardLayers } from './backward-layers.ts'

/** What the tables of `xw bench` add up. */
export type PartCategory = 'depthwise' | 'pointwise' | 'convolution' | 'normalization' | 'rest'

const whole = z.int().min(1)
const pair = z.tuple([whole, whole]).readonly()
const map = { batch: whole, height: whole, width: whole, channels: whole }
const sliding = { ...map, window: pair, strides: pair, padding: z.enum(['same', 'valid']) }

/**
 * What one kernel of a step works on; maps are inputs. Equal works take equal time, whichever layer they belong to.
 * `inputGradient`: false where nothing below trains, so that the backward pass ends here.
 */
export const partWorkSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('convolution'), ...sliding, filters: whole, inputGradient: z.boolean() }),
  z.object({ op: z.literal('depthwise'), ...sliding, inputGradient: z.boolean() }),
  /** A 1x1 convolution; `pixels` is the batch times the pixels that are read. */
  z.object({
    op: z.literal('pointwise'),
    pixels: whole,
    channels: whole,
    filters: whole,
    inputGradient: z.boolean(),
  }),
  /** A strided 1x1 reads every nth pixel first. */
  z.object({ op: z.literal('subsampling'), ...map, strides: pair }),
  z.object({ op: z.literal('normalization'), ...map }),
  z.object({ op: z.literal('activation'), ...map, activation: z.enum(['linear', 'relu', 'elu', 'softmax']) }),
  z.object({ op: z.literal('max-pooling'), ...sliding }),
  z.object({ op: z.literal('average-pooling'), ...sliding }),
  z.object({ op: z.literal('mean'), ...map }),
  z.object({ op: z.literal('add'), ...map }),
  /** Joining or cutting out channels; the map is the result. */
  z.object({ op: z.literal('copy'), ...map }),
  z.object({ op: z.literal('response-normalization'), ...map, depthRadius: z.int().min(0) }),
])
export type PartWork = z.infer<typeof partWorkSchema>
export type PartOp = PartWork['op']

export interface StepPart {
  readonly layer: string
  readonly category: PartCategory
  readonly work: PartWork
  /** Whether a backward pass goes through it. */
  readonly backward: boolean
}

/**
 * The kernels of a training step, in the order of the graph. Left out is what takes no time worth counting at any size:
 * dense layers on vectors, dropout, biases, the loss.
 */
export function stepParts(
  graph: LayerGraph,
  batch: number,
  frozen: ReadonlySet<string> = new Set(),
): readonly StepPart[] {
  const back = backwardLayers(graph, frozen)
  const shapes = inferShapes(graph)
  const inputs = new Set(graph.nodes.filter(({ kind }) => kind === 'input').map(({ name }) => name))
  return graph.nodes.flatMap((node) => {
    const works = worksOf(node, inputShapes(node, shapes), batch, !inputs.has(node.inputs[0] ?? ''))
    return works.map((work) => ({ layer: node.name, category: categoryOf(work), work, backward: back.has(node.name) }))
  })
}

export function categoryOf({ op }: PartWork): PartCategory {
  return op === 'depthwise' || op === 'pointwise' || op === 'convolution' || op === 'normalization' ? op : 'rest'
}

/** What the kernels of one layer work on; `shapes` are those of its inputs. */
export function worksOf(node: LayerNode, shapes: readonly Shape[], batch: number, inputGradient: boolean): PartWork[] {
  const isMap = shapes[0]?.length === 3
  const [height = 1, width = 1, channels = 1] = shapes[0] ?? []
  const map = { batch, height, width, channels }
  switch (node.kind) {
    case 'conv2d': {
      const { kernelSize, strides, padding, filters } = node.attributes
      if (kernelSize[0] !== 1 || kernelSize[1] !== 1) {
        return [{ op: 'convolution', ...map, window: kernelSize, strides, padding, filters, inputGradient }]
      }
      const pixels = batch * Math.ceil(height / strides[0]) * Math.ceil(width / strides[1])
      const mixing: PartWork = { op: 'pointwise', pixels, channels, filters, inputGradient }
      return strides[0] === 1 && strides[1] === 1 ? [mixing] : [{ op: 'subsampling', ...map, strides }, mixing]
    }
    case 'depthwiseConv2d': {
      const { kernelSize, strides, padding } = node.attributes
      return [{ op: 'depthwise', ...map, window: kernelSize, strides, padding, inputGradient }]
    }
    case 'separableConv2d': {
      const { kernelSize, strides, padding, filters } = node.attributes
      const pixels = batch * Math.ceil(height / strides[0]) * Math.ceil(width / strides[1])
      return [
        { op: 'depthwise', ...map, window: kernelSize, strides, padding, inputGradient },
        { op: 'pointwise', pixels, channels, filters, inputGradient: true },
      ]
    }
    case 'batchNormalization':
      return [{ op: 'normalization', ...map }]
    case 'activation':
      return isMap ? [{ op: 'activation', ...map, activation: node.attributes.activation }] : []
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const { poolSize, strides, padding } = node.attributes
      const op = node.kind === 'maxPooling2d' ? 'max-pooling' : 'average-pooling'
      // Symmetric padding has windows of the same size and number.
      return [{ op, ...map, window: poolSize, strides, padding: padding === 'symmetric' ? 'same' : padding }]
    }
    case 'globalAveragePooling2d':
      return [{ op: 'mean', ...map }]
    case 'add':
    case 'scaledAdd':
      return isMap ? [{ op: 'add', ...map }] : []
    case 'concatenate':
      return [{ op: 'copy', ...map, channels: shapes.reduce((sum, shape) => sum + (shape[2] ?? 0), 0) }]
    case 'slice':
      return [{ op: 'copy', ...map, channels: node.attributes.size }]
    case 'localResponseNormalization':
      return [{ op: 'response-normalization', ...map, depthRadius: node.attributes.depthRadius }]
    case 'input':
    case 'dense':
    case 'dropout':
    case 'flatten':
      return []
    default:
      return assertNever(node)
  }
}
