import type { InspectedLayer } from '../../shared/contract/inspection/describe.ts'

/**
 * The layer of a choice that stands for the one that is looked at: itself if it is among them, else the first one behind it,
 * else the last.
 */
export function nearestLayer(
  all: readonly InspectedLayer[],
  choice: readonly InspectedLayer[],
  name: string | null,
): InspectedLayer | null {
  const own = choice.find((each) => each.name === name)
  if (own) return own
  const depth = all.find((each) => each.name === name)?.depth ?? 0
  return choice.find((each) => each.depth >= depth) ?? choice.at(-1) ?? null
}
