import { onMounted, onUnmounted } from 'vue'
import { PLACES, usePlaces } from './usePlaces.ts'

/** Ctrl (or Command) with 1…5 goes to a place, with K opens the command palette. */
export function useShortcuts(): void {
  const { go, paletteOpen } = usePlaces()

  function press(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    const place = PLACES[Number(event.key) - 1]
    if (place) go(place)
    else if (event.key.toLowerCase() === 'k') paletteOpen.value = !paletteOpen.value
    else return
    event.preventDefault()
  }

  onMounted(() => window.addEventListener('keydown', press))
  onUnmounted(() => window.removeEventListener('keydown', press))
}
