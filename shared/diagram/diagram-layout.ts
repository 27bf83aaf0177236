import type { Shape } from '../graph/layer-graph.ts'
import type { RowHue } from './layer-row.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Places are in units of one CSS pixel at 1:1, from the drawing's upper left corner. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** What a separable convolution does, for its two halves: kernels of `kernel`, one per channel, then a C x D matrix. */
export interface Halves {
  readonly kernel: readonly [number, number]
  readonly channels: number
  readonly filters: number
}

/** One layer: a line of a box. */
export interface PlacedRow extends Box {
  readonly layer: string
  readonly hue: RowHue
  readonly text: string
  readonly outputShape: Shape | null
  /** Separable convolutions only; drawn where `open`. */
  readonly halves: Halves | null
  readonly open: boolean
}

/** Layers that go without saying behind each other (a convolution, its norm, its activation), as one box of lines. */
export interface PlacedBox extends Box {
  readonly id: string
  /** The frame that it stands in; null for a layer outside of all modules. */
  readonly frame: string | null
  readonly rows: readonly PlacedRow[]
}

/** A module, or several equal ones behind each other drawn as one with a count. */
export interface PlacedFrame extends Box {
  /** The block path of the (first) module. */
  readonly id: string
  readonly members: readonly string[]
  readonly title: string
  readonly folded: boolean
  /** Where it could be drawn as one with the equal ones behind it, or is: how many there are. */
  readonly repeats: number
  readonly asOne: boolean
  /** Of one member. */
  readonly parameters: number
  readonly macs: number
  /** How many layers of one member those sums lack something of. */
  readonly uncounted: number
  readonly layers: number
  readonly inputShape: Shape | null
  readonly outputShape: Shape | null
}

export interface PlacedEdge {
  readonly id: string
  /** Ids of boxes, or of frames where an edge ends at one. */
  readonly from: string
  readonly to: string
  readonly path: string
  readonly bounds: Box
  /** The way round a module: a shortcut or identity that is added at its end. */
  readonly residual: boolean
  /** The shape of what flows, where it isn't said beside it already. */
  readonly label: (Point & { readonly text: string }) | null
}

/** Where everything stands. Plain data: it crosses from a worker. */
export interface DiagramLayout {
  readonly width: number
  readonly height: number
  readonly frames: readonly PlacedFrame[]
  readonly boxes: readonly PlacedBox[]
  readonly edges: readonly PlacedEdge[]
}

/** What of a network is drawn small. */
export interface Folding {
  /** Modules drawn as their head alone. */
  readonly folded: readonly string[]
  /** Runs of equal modules that are drawn one by one, by their first; all others are drawn as one with a count. */
  readonly apart: readonly string[]
  /** Separable convolutions drawn as their two halves. */
  readonly open: readonly string[]
}

/** How far the cards behind a module that stands for several look out, in pixels at 1:1. */
export const CARDS = 8

export const UNFOLDED: Folding = { folded: [], apart: [], open: [] }
