import type { FlatLayer } from './flatten-model.ts'

/** What a number does to every value: `x · scale + offset`. */
type Arithmetic = (number: number) => { readonly scale: number; readonly offset: number }

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  TrueDivide: (number) => ({ scale: 1 / number, offset: 0 }),
  Divide: (number) => ({ scale: 1 / number, offset: 0 }),
  Multiply: (number) => ({ scale: number, offset: 0 }),
  Add: (number) => ({ scale: 1, offset: number }),
  Subtract: (number) => ({ scale: 1, offset: -number }),
}

/** Keras 2's names of TensorFlow's functions, as Keras 3's classes. They are looked up here and never called. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  'math.truediv': 'TrueDivide',
  'math.divide': 'Divide',
  'math.multiply': 'Multiply',
  'math.add': 'Add',
  'math.subtract': 'Subtract',
  '__operators__.add': 'Add',
}

/**
 * Operators between layers, such as `x / 127.5 - 1` (which Keras' `preprocess_input` is) and `x + y`, as the layers that
 * do the same; any other layer as it is.
 */
export function operationAsLayer(layer: FlatLayer): FlatLayer {
  const className = operationOf(layer)
  if (className === null) return layer
  const { inputs, more } = layer
  const [number] = more
  const arithmetic = Object.hasOwn(ARITHMETIC, className) ? ARITHMETIC[className] : undefined
  if (inputs.length === 1 && more.length === 1 && number !== undefined && arithmetic) {
    return { ...layer, className: 'Rescaling', config: { ...layer.config, ...arithmetic(number) }, more: [] }
  }
  return className === 'Add' && inputs.length === 2 && more.length === 0 ? { ...layer, className } : layer
}

function operationOf({ className, config }: FlatLayer): string | null {
  if (className !== 'TFOpLambda') return className
  const { function: called } = config
  return typeof called === 'string' && Object.hasOwn(FUNCTIONS, called) ? (FUNCTIONS[called] ?? null) : null
}
