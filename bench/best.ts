import type { Family } from './engines/engine.ts'
import type { ConfigurationResult, Measurement } from './measure.ts'

/** Each family's fastest setting, as held against ours; ours itself is not among them. */
export function bestOfFamilies({
  measurements,
}: Pick<ConfigurationResult, 'measurements'>): ReadonlyMap<Family, Measurement> {
  const best = new Map<Family, Measurement>()
  for (const measurement of measurements) {
    const { family, ratio } = measurement
    const before = best.get(family)?.ratio?.median ?? Infinity
    if (ratio && ratio.median < before) best.set(family, measurement)
  }
  return best
}

export const bestSettings = (
  result: Pick<ConfigurationResult, 'measurements'>,
): readonly (readonly [Family, string])[] =>
  [...bestOfFamilies(result)].map(([family, { setting }]) => [family, setting])
