import type { LayerGraph, LayerNode } from '../../../../shared/graph/layer-graph.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import { InvalidModel } from '../invalid-model.ts'
import { wantedLayers } from '../mapping/load-weights.ts'
import type { StoredLayer } from '../mapping/stored-layer.ts'
import { transpose } from '../onnx/transpose.ts'
import type { OpenTensor } from '../safetensors.ts'

/** What timm's `legacy_xception` has otherwise than Keras': PyTorch's defaults, and pools with one row more on top. */
const EPSILON = 1e-5
const MOMENTUM = 0.9
const INPUT_SIZE = 299
/** Of a head that is added. */
const CLASSES = 1000

type Tensors = ReadonlyMap<string, OpenTensor>

/** Whether these are the weights of an Xception as timm (and the program that it took it from) names them. */
export function isTimmXception(tensors: Tensors): boolean {
  return ['conv1.weight', 'block1.rep.0.conv1.weight', 'bn4.running_var'].every((name) => tensors.has(name))
}

/** The network of such weights, whatever its width and length. Throws `InvalidModel` where they don't say which. */
export function timmXceptionGraph(tensors: Tensors): LayerGraph {
  const blocks = new Set([...tensors.keys()].map((name) => /^block(\d+)\./.exec(name)?.[1]).filter((name) => name))
  const options = xceptionOptionsSchema.safeParse({
    inputSize: INPUT_SIZE,
    width: (tensors.get('conv4.pointwise.weight')?.shape[0] ?? 0) / 2048,
    // Three blocks before the middle flow and one after it.
    middle: blocks.size - 4,
    classes: (tensors.get('fc.weight') ?? tensors.get('last_linear.weight'))?.shape[0] ?? CLASSES,
    batchNormMomentum: MOMENTUM,
  })
  if (!options.success) throw new InvalidModel('its blocks are not those of an Xception')
  const graph = xception(options.data)
  return { ...graph, name: 'legacy_xception', nodes: graph.nodes.map(asTimm) }
}

function asTimm(node: LayerNode): LayerNode {
  if (node.kind === 'batchNormalization') return { ...node, attributes: { ...node.attributes, epsilon: EPSILON } }
  if (node.kind === 'maxPooling2d') return { ...node, attributes: { ...node.attributes, padding: 'symmetric' } }
  return node
}

/** PyTorch's axes of each kernel as Keras', by the number of axes: [out, in, height, width] and [out, in]. */
const AXES: Readonly<Record<number, readonly number[]>> = { 2: [1, 0], 4: [2, 3, 1, 0] }
/** A depthwise kernel is [channels, 1, height, width] and becomes [height, width, channels, 1]. */
const DEPTHWISE_AXES = [2, 3, 0, 1]

const TORCH_NAME: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
  depthwise_kernel: 'conv1.weight',
  pointwise_kernel: 'pointwise.weight',
}

/** The tensors as layers of Keras' names and layouts, and what is left of them as layers of their own. */
export function timmStoredLayers(graph: LayerGraph, tensors: Tensors): readonly StoredLayer[] {
  const last = Math.max(...graph.nodes.map(({ name }) => Number(/^block(\d+)_/.exec(name)?.[1] ?? 0)))
  const used = new Set<string>()
  const layers = wantedLayers(graph).map(({ name, weights }): StoredLayer => {
    const prefix = torchPrefix(name, last, tensors)
    const stored = weights.flatMap((weight) => {
      const source = `${prefix}.${TORCH_NAME[weight.name]}`
      const tensor = tensors.get(source)
      if (!tensor) return []
      used.add(source)
      const axes = weight.name === 'depthwise_kernel' ? DEPTHWISE_AXES : AXES[tensor.shape.length]
      if (!axes) return [{ name: weight.name, source, shape: tensor.shape, read: tensor.read }]
      const shape = axes.map((axis) => tensor.shape[axis] ?? 1)
      const read = async () => transpose(await tensor.read(), tensor.shape, axes)
      return [{ name: weight.name, source, shape, read }]
    })
    return { name, place: null, top: null, weights: stored }
  })
  const rest = [...tensors].filter(([name]) => !used.has(name) && !name.endsWith('.num_batches_tracked'))
  const left = rest.map(([name, { shape, read }]): StoredLayer => {
    return { name, place: null, top: null, weights: [{ name, source: name, shape, read }] }
  })
  return [...layers, ...left]
}

/** Where timm has a layer of ours: `block2_sepconv1_bn` is `block1.rep.1`. `last` is the number of our last block. */
function torchPrefix(layer: string, last: number, tensors: Tensors): string {
  if (layer === 'predictions') return tensors.has('fc.weight') ? 'fc' : 'last_linear'
  const [, block = '', kind = '', position = '', norm = ''] =
    /^block(\d+)_(conv|sepconv|shortcut)(\d*)(_bn)?$/.exec(layer) ?? []
  const number = Number(block)
  if (number === 1) return `${norm ? 'bn' : 'conv'}${position}`
  if (number === last) return `${norm ? 'bn' : 'conv'}${Number(position) + 2}`
  if (kind === 'shortcut') return `block${number - 1}.${norm ? 'skipbn' : 'skip'}`
  // A ReLU, a convolution and a batch norm each; the first block has no ReLU in front.
  const index = 3 * (Number(position) - 1) + (number === 2 ? 0 : 1) + (norm ? 1 : 0)
  return `block${number - 1}.rep.${index}`
}
