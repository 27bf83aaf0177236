import { z } from 'zod'
import { InvalidModel } from '../invalid-model.ts'
import { byKey, type Source } from './read-connections.ts'

/** A model's inputs or outputs, in the order in which Keras flattens them. */
export interface Ends {
  readonly sources: readonly Source[]
  /** What each is called, where the model has them by name. */
  readonly names: readonly string[] | null
}

const MOST = 4096
const DEPTH = 6
const count = z.int().min(0).max(1_000_000)
const endSchema = z.tuple([z.string(), count, count])

/**
 * All that a model's `input_layers` or `output_layers` name: `["name", 0, 0]`, a list of such, or an object. Throws
 * `InvalidModel`.
 */
export function readEnds(ends: unknown, what: string): Ends {
  const sources: Source[] = []
  function search(value: unknown, depth: number): void {
    const end = endSchema.safeParse(value)
    if (end.success) {
      const [layer, call, output] = end.data
      if (sources.push({ layer, call, output }) > MOST) throw new InvalidModel(`${what}: there are over ${MOST}`)
    } else if (typeof value === 'object' && value !== null && depth < DEPTH) {
      for (const [, each] of Array.isArray(value) ? value.entries() : byKey(value)) search(each, depth + 1)
    } else throw new InvalidModel(`${what}: a layer's name, its call and its output are wanted`)
  }
  search(ends, 0)
  if (sources.length === 0) throw new InvalidModel(`${what}: there are none`)
  const keys = Array.isArray(ends) ? [] : byKey(ends as object).map(([key]) => key)
  return { sources, names: keys.length === sources.length ? keys : null }
}
