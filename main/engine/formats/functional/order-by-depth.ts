interface Linked {
  readonly name: string
  readonly inputs: readonly string[]
}

/**
 * The order in which Keras keeps the layers of a functional model, whatever the order in its configuration: by
 * distance from the output, the farthest first; at equal distance as a walk from the output meets them
 * (`map_graph` in keras/src/ops/function.py). What does not lead to an output is left out.
 */
export function orderByDepth<Layer extends Linked>(
  given: readonly Layer[],
  outputs: readonly string[],
): readonly Layer[] {
  const layers = new Map(given.map((layer) => [layer.name, layer]))
  const met = new Map<string, number>()
  const finished: Layer[] = []

  function walk(name: string): void {
    const layer = layers.get(name)
    if (!layer || met.has(name)) return
    met.set(name, met.size)
    layer.inputs.forEach(walk)
    finished.push(layer)
  }
  outputs.forEach(walk)

  const depths = new Map<string, number>()
  for (const layer of finished.toReversed()) {
    const depth = depths.get(layer.name) ?? 0
    depths.set(layer.name, depth)
    for (const input of layer.inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0))
  }
  const number = (map: ReadonlyMap<string, number>, layer: Layer) => map.get(layer.name) ?? 0
  return finished.toSorted((a, b) => number(depths, b) - number(depths, a) || number(met, a) - number(met, b))
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
