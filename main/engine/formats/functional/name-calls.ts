/** What a call is called, and whose weights it uses. */
export interface NamedCall {
  readonly name: string
  /** The first call of the same layer; null for that itself. */
  readonly weightsOf: string | null
}

/**
 * Names calls in the order in which they are met: a layer's first call keeps the layer's name, the second of `relu` is
 * `relu_call2`. The letters are those that every format and every program takes in a name. A layer is told from others of
 * its name by the models around it.
 */
export function createCallNames(freeName: (wanted: string) => string) {
  const firsts = new Map<string, { readonly name: string; calls: number }>()
  return (models: readonly string[], layer: string): NamedCall => {
    const key = JSON.stringify([...models, layer])
    const first = firsts.get(key)
    if (first) return { name: freeName(`${first.name}_call${++first.calls}`), weightsOf: first.name }
    const name = freeName(layer)
    firsts.set(key, { name, calls: 1 })
    return { name, weightsOf: null }
  }
}
