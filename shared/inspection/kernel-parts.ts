import type { LayerNode } from '../graph/layer-graph.ts'

/** `spatial`: kernels with a height and a width. `mixing`: rows of numbers, one for each input channel. */
export type KernelPart = 'spatial' | 'mixing'

/** The kernels that a layer has: of a separable convolution those of both of its halves. Empty for layers without any. */
export function kernelParts(node: LayerNode): readonly KernelPart[] {
  switch (node.kind) {
    case 'separableConv2d':
      return ['spatial', 'mixing']
    case 'depthwiseConv2d':
      return ['spatial']
    case 'conv2d':
      // A kernel of one value over many channels mixes them and sees no neighbours.
      return node.attributes.kernelSize.every((side) => side === 1) ? ['mixing'] : ['spatial']
    case 'dense':
      return ['mixing']
    default:
      return []
  }
}

/** Name of the weight that holds a part. */
export function kernelKey(node: LayerNode, part: KernelPart): string {
  if (part === 'spatial') return node.kind === 'conv2d' ? 'kernel' : 'depthwise_kernel'
  return node.kind === 'separableConv2d' ? 'pointwise_kernel' : 'kernel'
}
