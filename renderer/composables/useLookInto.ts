import { useInspection, type InspectView } from './useInspection.ts'
import { usePlaces } from './usePlaces.ts'

/** Goes to a view of the Inspect place, with a layer if one is given. */
export function useLookInto() {
  const places = usePlaces()
  const { view, chooseLayer } = useInspection()

  return (next: InspectView, layer?: string): void => {
    if (layer !== undefined) chooseLayer(layer)
    view.value = next
    places.go('inspect')
  }
}
