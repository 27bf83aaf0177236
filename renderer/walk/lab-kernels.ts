/** 3x3 kernels that a reader can tell by what they do, row by row. */
export const LAB_KERNELS = {
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
  blur: [1, 1, 1, 1, 1, 1, 1, 1, 1].map((value) => value / 9),
  vertical: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  horizontal: [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
} as const satisfies Record<string, readonly number[]>

export type LabKernel = keyof typeof LAB_KERNELS
export const LAB_KERNEL_NAMES = Object.keys(LAB_KERNELS) as readonly LabKernel[]
/** The channels of a picture. */
export const COLORS = ['red', 'green', 'blue'] as const
