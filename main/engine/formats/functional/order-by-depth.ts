interface Linked {
  readonly name: string
  /** The layer whose call it is, where that has another name. */
  readonly layer?: string
  readonly inputs: readonly string[]
}

/**
 * The order in which Keras keeps the layers of a functional model, whatever the order in its configuration: by
 * distance from the output, the farthest first; at equal distance as a walk from the output meets them
 * (`map_graph` in keras/src/ops/function.py). Of a layer that is called more than once its first call here. What does not
 * lead to an output is left out.
 */
export function orderByDepth<Call extends Linked>(given: readonly Call[], outputs: readonly string[]): readonly Call[] {
  const calls = new Map(given.map((call) => [call.name, call]))
  const { met, finished } = walk(calls, outputs)
  const depths = new Map<string, number>()
  const layers = new Map<string, number>()
  for (const call of finished.toReversed()) {
    // A layer is as far away as its farthest call.
    const depth = Math.max(depths.get(call.name) ?? 0, layers.get(layerOf(call)) ?? 0)
    layers.set(layerOf(call), depth)
    for (const input of call.inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0))
  }
  const kept = new Map(given.toReversed().map((call) => [layerOf(call), call]))
  const number = (map: ReadonlyMap<string, number>, call: Call) => map.get(layerOf(call)) ?? 0
  return [...met.keys()]
    .map((layer) => kept.get(layer) as Call)
    .toSorted((a, b) => number(layers, b) - number(layers, a) || number(met, a) - number(met, b))
}

const layerOf = ({ name, layer = name }: Linked) => layer

/** Calls with those that they read before them, and the layers in the order in which they are met from the outputs. */
function walk<Call extends Linked>(calls: ReadonlyMap<string, Call>, outputs: readonly string[]) {
  const met = new Map<string, number>()
  const finished: Call[] = []
  const seen = new Set<string>()
  // A list of its own, for a network may be deeper than the stack.
  const open: { readonly call: Call; next: number }[] = []
  const enter = (name: string) => {
    const call = calls.get(name)
    if (!call || seen.has(name)) return
    seen.add(name)
    if (!met.has(layerOf(call))) met.set(layerOf(call), met.size)
    open.push({ call, next: 0 })
  }
  for (const output of outputs) {
    enter(output)
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const input = top.call.inputs[top.next++]
      if (input !== undefined) enter(input)
      else finished.push((open.pop() as typeof top).call)
    }
  }
  return { met, finished }
}

/** Names for groups as Keras counts them: `conv2d`, `conv2d_1`, …, by class and in order. */
export function countedNames(classes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  return classes.map((className) => {
    const stem = snakeCase(className)
    const count = counts.get(stem) ?? 0
    counts.set(stem, count + 1)
    return count === 0 ? stem : `${stem}_${count}`
  })
}

/** `to_snake_case` of keras/src/utils/naming.py: `MaxPooling2D` becomes `max_pooling2d`. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
