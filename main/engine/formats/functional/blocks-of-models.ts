import type { FlatLayer } from './flatten-model.ts'

/** Models inside a model are its blocks: the block of each layer that is in one. */
export function blocksOfModels(layers: readonly FlatLayer[]): ReadonlyMap<string, string> {
  return new Map(
    layers.flatMap(({ name, models: [outer, inner] }) =>
      outer === undefined ? [] : [[name, inner === undefined ? outer : `${outer}/${inner}`] as const],
    ),
  )
}
