import type { Prediction, SeenImage } from '../../../shared/contract/inspection/describe.ts'
import { rankBy } from '../../../shared/inspection/map-tiles.ts'
import type { Activations } from './activations.ts'
import type { InspectedModel } from './inspected-model.ts'
import type { LoadedImage } from './load-image.ts'

/** What a model says of an image: all classes, the most probable first. */
export function predictImage(model: InspectedModel, image: LoadedImage, activations: Activations): Prediction {
  const startMs = performance.now()
  const { logits, probabilities } = activations.classes(model, image)
  const classes = rankBy(logits).map((index) => ({
    index,
    label: model.labels[index] ?? String(index),
    probability: probabilities[index] ?? 0,
    logit: logits[index] ?? 0,
  }))
  return { image: seenImage(image), classes, durationMs: performance.now() - startMs }
}

/** What the window is told of an image. */
export function seenImage({ name, width, height, size, pixels }: LoadedImage): SeenImage {
  return { name, width, height, size, pixels }
}
