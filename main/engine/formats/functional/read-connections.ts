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

/*
 * Told apart by hand and not by schemas: in a large file a hundred thousand values are none of these, and a schema that
 * says why each is not takes seconds.
 */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

/** Keras 2's `[layer, call, output, kwargs]`; Keras 3 has the first three within a tensor. */
type History = readonly [layer: string, call: number, output: number, ...more: unknown[]]
const isHistory = (value: unknown): value is History =>
  Array.isArray(value) && typeof value[0] === 'string' && isCount(value[1]) && isCount(value[2])

interface Tensor {
  readonly config: { readonly keras_history: History; readonly shape?: unknown }
}
const isTensor = (value: unknown): boolean =>
  isObject(value) &&
  value['class_name'] === '__keras_tensor__' &&
  isObject(value['config']) &&
  isHistory(value['config']['keras_history'])

interface Keras3Call {
  readonly args: readonly unknown[]
  readonly kwargs?: unknown
}
/** Whether Keras 3 wrote a call: `{ args, kwargs }`. Keras 2 and tfjs: `[[layer, call, output, kwargs], …]`. */
export const isKeras3Call = (node: unknown): boolean => isObject(node) && Array.isArray(node['args'])

/**
 * What a call of a layer of any class reads: every tensor among its arguments, by place or by name. Throws
 * `InvalidModel`, naming the layer.
 */
export function readConnections(node: unknown, what: string): Connections {
  const keras3 = isKeras3Call(node)
  const after = keras3 ? (node as Keras3Call).args.slice(1) : secondOperand(node)
  const numbers = after.filter((each) => typeof each === 'number')
  return { ...tensorsIn(node, keras3, what), names: null, more: numbers }
}

/** Of an operator's call in Keras 2: `[layer, call, output, { y }]`. */
const secondOperand = (node: unknown): readonly unknown[] =>
  isHistory(node) && isObject(node[3]) ? [node[3]['y']] : []

/** What a call of a model reads: its first argument, be that a tensor, a list of them or an object of them by name. */
export function readModelCall(node: unknown, what: string): Connections {
  const keras3 = isKeras3Call(node)
  const argument = keras3 ? firstArgument(node as Keras3Call) : node
  const named = isNamed(argument) ? byKey(argument) : null
  const parts = named?.map(([, part]) => tensorsIn(part, keras3, what)) ?? []
  // An object of lists is flattened, and its names say nothing of each.
  if (!named || parts.some(({ sources }) => sources.length !== 1)) {
    return { ...tensorsIn(withoutKwargs(argument), keras3, what), names: null, more: [] }
  }
  return {
    sources: parts.flatMap(({ sources }) => sources),
    shapes: parts.flatMap(({ shapes }) => shapes),
    names: named.map(([name]) => name),
    more: [],
  }
}

const firstArgument = ({ args, kwargs }: Keras3Call): unknown =>
  args[0] ?? (isObject(kwargs) ? kwargs['inputs'] : undefined)

function tensorsIn(value: unknown, keras3: boolean, what: string): Pick<Connections, 'sources' | 'shapes'> {
  const found: { source: Source; shape: Shape | null }[] = []
  const add = ([layer, call, output]: History, shape: Shape | null) => {
    if (found.push({ source: { layer, call, output }, shape }) > MOST) {
      throw new InvalidModel(`${what} reads over ${MOST} layers`)
    }
  }
  function search(part: unknown, depth: number): void {
    if (typeof part !== 'object' || part === null || depth > DEPTH) return
    if (keras3) {
      const tensor = isTensor(part) ? (part as Tensor).config : null
      if (tensor) return add(tensor.keras_history, statedShape(tensor.shape))
    } else if (isHistory(part)) {
      add(part, null)
      for (const each of part.slice(3)) search(each, depth + 1)
      return
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
const isNamed = (value: unknown): value is object => isObject(value) && !isTensor(value)

/** A model's arguments beside its inputs, such as a mask, are not read. */
const withoutKwargs = (argument: unknown): unknown =>
  Array.isArray(argument) ? argument.map((each: unknown) => (isHistory(each) ? each.slice(0, 3) : each)) : argument
