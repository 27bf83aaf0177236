import { onMounted, onUnmounted, shallowRef } from 'vue'
import { useDataset } from './useDataset.ts'
import { useInspection } from './useInspection.ts'
import { looksLikeModel, useModels } from './useModels.ts'
import { useOpenModel } from './useOpenModel.ts'
import { usePlaces } from './usePlaces.ts'
import { useWalk } from './useWalk.ts'

/** A configuration alone is no model to import, but a network to look at. */
const looksLikeNetwork = (name: string) => looksLikeModel(name) || /\.json$/i.test(name)

/**
 * The whole window takes files: the first one dropped is opened. A model is imported, and in Model looked at; an image goes
 * to Inspect, and to the walk while that is open; a folder to its prediction where that is in sight, anything else to Data.
 */
export function useDropTarget() {
  const dataset = useDataset()
  const places = usePlaces()
  const inspection = useInspection()
  const models = useModels()
  const files = useOpenModel()
  const walk = useWalk()
  const dragging = shallowRef(false)
  /** `dragenter` and `dragleave` come for each element that is crossed. */
  let depth = 0

  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

  function enter(event: DragEvent): void {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth++
    dragging.value = true
  }

  function over(event: DragEvent): void {
    if (!carriesFiles(event) || !event.dataTransfer) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
  }

  function leave(event: DragEvent): void {
    if (!carriesFiles(event)) return
    depth = Math.max(0, depth - 1)
    dragging.value = depth > 0
  }

  function drop(event: DragEvent): void {
    // Also without files: the browser would leave the page for a dropped link.
    event.preventDefault()
    depth = 0
    dragging.value = false
    const file = event.dataTransfer?.files[0]
    if (!file) return
    const inModel = places.place.value === 'model'
    if (inModel && looksLikeNetwork(file.name)) {
      if (walk.view.value === 'walk') walk.view.value = 'diagram'
      void files.openDropped(file)
      return
    }
    if (inModel && walk.view.value === 'walk' && file.type.startsWith('image/')) return void walk.dropImage(file)
    if (looksLikeModel(file.name)) return void models.importDropped(file)
    // A folder or a zip has another type or none.
    if (file.type.startsWith('image/') && inspection.model.value !== null) {
      places.go('inspect')
      void inspection.openDropped(file)
      return
    }
    // Where folders are predicted, a folder is one to predict.
    if (places.place.value === 'inspect' && inspection.view.value === 'folder' && inspection.model.value !== null) {
      void inspection.openDroppedFolder(file)
      return
    }
    places.go('data')
    void dataset.openDropped(file)
  }

  const listeners = { dragenter: enter, dragover: over, dragleave: leave, drop } as const
  const each = (act: 'addEventListener' | 'removeEventListener') => {
    for (const [name, listener] of Object.entries(listeners)) window[act](name, listener as EventListener)
  }
  onMounted(() => each('addEventListener'))
  onUnmounted(() => each('removeEventListener'))

  return { dragging }
}
