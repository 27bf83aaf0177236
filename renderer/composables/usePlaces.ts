import { shallowRef, type ShallowRef } from 'vue'
import { injected } from './injected.ts'

/** The places of the rail, in order; Ctrl+1 is the first. A place that is not built is not here. */
export const PLACES = ['data', 'model', 'train', 'inspect', 'export'] as const
export type Place = (typeof PLACES)[number]

export interface PlacesState {
  readonly place: ShallowRef<Place>
  readonly paletteOpen: ShallowRef<boolean>
  go(place: Place): void
}

export function createPlaces(): PlacesState {
  const place = shallowRef<Place>('data')
  return { place, paletteOpen: shallowRef(false), go: (next) => (place.value = next) }
}

export const { provide: providePlaces, use: usePlaces } = injected<PlacesState>('places')
