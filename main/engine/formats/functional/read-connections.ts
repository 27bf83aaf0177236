import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'
import { InvalidModel } from '../invalid-model.ts'
import { statedShape } from './stated-shape.ts'

/** Inputs of one layer, and how deep lists and objects around them may be. */
const MOST = 4096
const DEPTH = 6

/** A tensor as files name it. */
export interface Source {
  readonly layer: string
  /** Which of the layer's calls made it, in the file's own counting. */
  readonly call: number
  /** Which of that call's outputs it is, from 0. */
  readonly output: number
}

/** What one call of a layer reads. */
export interface Connections {
  readonly sources: readonly Source[]
  /** What each is passed as, where a model takes its inputs by name. */
  readonly names: readonly string[] | null
  /** Numbers that an operation takes beside them. */
  readonly more: readonly number[]
  /** Their shapes, where the file says them, as Keras 3 does. */
  readonly shapes: readonly (Shape | null)[]
}

const count = z.int().min(0).max(1_000_000)
const historySchema = z.tuple([z.string(), count, count]).rest(z.unknown())
const tensorSchema = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: z.tuple([z.string(), count, count]), shape: z.unknown() }),
})
const keras3Schema = z.object({
  args: z.array(z.unknown()),
  kwargs: z.record(z.string(), z.unknown()).catch({}).default({}),
})

/** Whether Keras 3 wrote a call: `{ args, kwargs }`. Keras 2 and tfjs: `[[layer, call, output, kwargs], …]`. */
export const isKeras3Call = (node: unknown): boolean => keras3Schema.safeParse(node).success

/**
 * What a call of a layer of any class reads: every tensor among its arguments, by place or by name. Throws
 * `InvalidModel`, naming the layer.
 */
export function readConnections(node: unknown, what: string): Connections {
  const keras3 = keras3Schema.safeParse(node)
  const after = keras3.success ? keras3.data.args.slice(1) : secondOperand(node)
  const numbers = after.filter((each) => typeof each === 'number')
  return { ...tensorsIn(node, keras3.success, what), names: null, more: numbers }
}

/** Of an operator's call in Keras 2: `[layer, call, output, { y }]`. */
const operatorSchema = z.tuple([z.string(), count, count, z.object({ y: z.unknown() })])
const secondOperand = (node: unknown): readonly unknown[] => {
  const operator = operatorSchema.safeParse(node)
  return operator.success ? [operator.data[3].y] : []
}

/** What a call of a model reads: its first argument, be that a tensor, a list of them or an object of them by name. */
export function readModelCall(node: unknown, what: string): Connections {
  const keras3 = keras3Schema.safeParse(node)
  const argument = keras3.success ? (keras3.data.args[0] ?? keras3.data.kwargs['inputs']) : node
  const named = isNamed(argument) ? byKey(argument) : null
  const parts = named?.map(([, part]) => tensorsIn(part, keras3.success, what)) ?? []
  // An object of lists is flattened, and its names say nothing of each.
  if (!named || parts.some(({ sources }) => sources.length !== 1)) {
    return { ...tensorsIn(withoutKwargs(argument), keras3.success, what), names: null, more: [] }
  }
  return {
    sources: parts.flatMap(({ sources }) => sources),
    shapes: parts.flatMap(({ shapes }) => shapes),
    names: named.map(([name]) => name),
    more: [],
  }
}

function tensorsIn(value: unknown, keras3: boolean, what: string): Pick<Connections, 'sources' | 'shapes'> {
  const found: { source: Source; shape: Shape | null }[] = []
  const add = ([layer, call, output]: readonly [string, number, number], shape: Shape | null) => {
    if (found.push({ source: { layer, call, output }, shape }) > MOST) {
      throw new InvalidModel(`${what} reads over ${MOST} layers`)
    }
  }
  function search(part: unknown, depth: number): void {
    if (typeof part !== 'object' || part === null || depth > DEPTH) return
    if (keras3) {
      const tensor = tensorSchema.safeParse(part)
      if (tensor.success) return add(tensor.data.config.keras_history, statedShape(tensor.data.config.shape))
    } else {
      const history = historySchema.safeParse(part)
      if (history.success) {
        const [layer, call, output, ...more] = history.data
        add([layer, call, output], null)
        for (const each of more) search(each, depth + 1)
        return
      }
    }
    for (const [, each] of Array.isArray(part) ? part.entries() : byKey(part)) search(each, depth + 1)
  }
  search(value, 0)
  return { sources: found.map(({ source }) => source), shapes: found.map(({ shape }) => shape) }
}

/** Keras flattens objects in the order of their keys. */
export const byKey = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** An object of tensors, and no tensor itself. */
const isNamed = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !tensorSchema.safeParse(value).success

/** A model's arguments beside its inputs, such as a mask, are not read. */
const withoutKwargs = (argument: unknown): unknown =>
  Array.isArray(argument)
    ? argument.map((each: unknown) => historySchema.safeParse(each).data?.slice(0, 3) ?? each)
    : argument
