import { branch } from './convolution-unit.ts'
import type { InceptionParts } from './inception-parts.ts'

export interface ResidualBlock {
  /** Counts from 1 within its kind. */
  readonly index: number
  /** Channels of its input and output. */
  readonly channels: number
  /** Factor on the residual. */
  readonly scale: number
  /** The last one has no ReLU after the sum. */
  readonly last?: boolean
}

/** Inception-ResNet-A, 35x35x320. */
export function block35(parts: InceptionParts, input: string, block: ResidualBlock): string {
  const { build, unit } = parts
  const name = `block35_${block.index}`
  build.block(`inception-resnet-a/${name}`)
  const one = branch(build, 'branch0', () => unit(`${name}_1x1`, input, 32, 1))
  const three = branch(build, 'branch1', () => {
    const x = unit(`${name}_3x3_reduce`, input, 32, 1)
    return unit(`${name}_3x3`, x, 32, 3)
  })
  const double = branch(build, 'branch2', () => {
    let x = unit(`${name}_3x3dbl_reduce`, input, 32, 1)
    x = unit(`${name}_3x3dbl_1`, x, 48, 3)
    return unit(`${name}_3x3dbl_2`, x, 64, 3)
  })
  return addResidual(parts, name, input, [one, three, double], block)
}

/** Inception-ResNet-B, 17x17x1088. */
export function block17(parts: InceptionParts, input: string, block: ResidualBlock): string {
  const { build, unit } = parts
  const name = `block17_${block.index}`
  build.block(`inception-resnet-b/${name}`)
  const one = branch(build, 'branch0', () => unit(`${name}_1x1`, input, 192, 1))
  const seven = branch(build, 'branch1', () => {
    let x = unit(`${name}_7x7_reduce`, input, 128, 1)
    x = unit(`${name}_7x7_1`, x, 160, [1, 7])
    return unit(`${name}_7x7_2`, x, 192, [7, 1])
  })
  return addResidual(parts, name, input, [one, seven], block)
}

/** Inception-ResNet-C, 8x8x2080. */
export function block8(parts: InceptionParts, input: string, block: ResidualBlock): string {
  const { build, unit } = parts
  const name = `block8_${block.index}`
  build.block(`inception-resnet-c/${name}`)
  const one = branch(build, 'branch0', () => unit(`${name}_1x1`, input, 192, 1))
  const three = branch(build, 'branch1', () => {
    let x = unit(`${name}_3x3_reduce`, input, 192, 1)
    x = unit(`${name}_3x3_1`, x, 224, [1, 3])
    return unit(`${name}_3x3_2`, x, 256, [3, 1])
  })
  return addResidual(parts, name, input, [one, three], block)
}

/** The branches joined, brought back to the input's channels by a linear 1x1, scaled, and added to the input. */
function addResidual(
  { build }: InceptionParts,
  name: string,
  input: string,
  branches: readonly string[],
  { channels, scale, last = false }: ResidualBlock,
): string {
  const mixed = build.concatenate(`${name}_mixed`, branches)
  const window = { kernelSize: [1, 1], strides: [1, 1], padding: 'same', useBias: true } as const
  const residual = build.conv2d(`${name}_conv`, mixed, { filters: channels, ...window })
  const sum = build.scaledAdd(`${name}_scaled_add`, [input, residual], scale)
  return last ? sum : build.activation(`${name}_ac`, sum, 'relu')
}
